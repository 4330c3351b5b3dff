import type { Ask } from './side.js';

/** One way in which a store that is compared with is not the contract. */
export interface Rule<Database> {
  readonly name: string;
  readonly reason: string;
  readonly methods: readonly string[];
  /**
   * Answers what the contract wants, of what `ask` answers; may put right what the store keeps.
   * `args` are those of the call.
   */
  readonly answer: (
    args: any[],
    ask: (...args: any[]) => Promise<any>,
    db: Database,
    calls: Ask,
  ) => unknown;
}

/** Asks a store, and has its answers put right by the rules of the method, the last one outermost. */
export function ruled<Database>(calls: Ask, rules: readonly Rule<Database>[], db: Database): Ask {
  return (method, args) => {
    let answer = (...asked: unknown[]) => calls(method, asked);
    for (const rule of rules) {
      if (!rule.methods.includes(method)) continue;
      const inner = answer;
      answer = async (...asked) => rule.answer(asked, inner, db, calls);
    }
    return answer(...args);
  };
}
