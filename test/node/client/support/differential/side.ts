import type { MemoryStorage } from '@mastra/core/storage';

/** One call, in names that mean the same to both stores; `args` are the positional ones. */
export interface Step {
  readonly method: string;
  readonly args: readonly unknown[];
}

/** What came of it, in the same names. */
export type Outcome = { readonly value: unknown } | { readonly error: Error };

/** Asks a store, or what stands before it. Called with arguments that it may keep. */
export type Ask = (method: string, args: unknown[]) => Promise<unknown>;

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const nameOfId = /<id (\d+)>/g;
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * A store that speaks names: a random id is `<id n>`, n by first appearance in the answers, so that
 * an answer of one store can be an argument for the other. Members that are undefined are left out.
 * Times go through `timeOf`, which may make those of a call's clock equal.
 */
export class Side {
  readonly #ask: Ask;
  readonly #timeOf: (ms: number) => number;
  readonly #names = new Map<string, string>();
  readonly #ids: string[] = [];

  constructor(ask: Ask, timeOf: (ms: number) => number) {
    this.#ask = ask;
    this.#timeOf = timeOf;
  }

  async run({ method, args }: Step): Promise<Outcome> {
    try {
      const answer = await this.#ask(
        method,
        args.map((each) => this.#toActual(each)),
      );
      return { value: this.#toNames(answer) };
    } catch (cause) {
      return { error: cause as Error };
    }
  }

  #toActual(value: unknown): unknown {
    return mapped(value, (text) =>
      text.replaceAll(nameOfId, (_, n: string) => this.#ids[Number(n) - 1]!),
    );
  }

  #toNames(value: unknown): unknown {
    const named = (text: string) =>
      isoTime.test(text)
        ? new Date(this.#timeOf(Date.parse(text))).toISOString()
        : text.replaceAll(uuid, (id) => this.#nameOf(id));
    return mapped(value, named, (date) => new Date(this.#timeOf(date.getTime())));
  }

  #nameOf(id: string): string {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const name = `<id ${this.#ids.push(id)}>`;
    this.#names.set(id, name);
    return name;
  }
}

/** A deep copy with other texts (keys too, and in the order of the new ones) and dates. */
function mapped(
  value: unknown,
  text: (text: string) => string,
  date: (date: Date) => Date = (date) => new Date(date),
): unknown {
  if (typeof value === 'string') return text(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return date(value);
  if (Array.isArray(value)) return value.map((each) => mapped(each, text, date));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [text(name), member] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, mapped(member, text, date)]),
  );
}

/** How a metadata update is said in a step: what to set, or which counter to count up. */
export interface MetadataUpdate {
  readonly set?: Record<string, unknown>;
  readonly count?: string;
}

/** Calls the methods of a memory store. */
export function callsOf(memory: MemoryStorage): Ask {
  return async (method, args) => {
    const target = memory as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    if (method !== 'updateThreadMetadata') return target[method]!(...args);
    const { update, ...rest } = args[0] as { id: string; update: MetadataUpdate };
    return memory.updateThreadMetadata({
      ...rest,
      update({ metadata }) {
        if (update.set) return update.set;
        if (!update.count) return undefined;
        const count = metadata?.[update.count];
        return { [update.count]: typeof count === 'number' ? count + 1 : 1 };
      },
    });
  };
}
