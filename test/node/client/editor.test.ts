// The framework's editor and server keep what they keep in our stores, and agents that are stored run:
// what comes of it is what comes of it in the framework's store in memory.
import { InMemoryStore } from '@mastra/core/storage';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { beforeAll, describe, expect, it } from 'vitest';
import { transport as file } from '../../contract/transports/file.js';
import { transport as http } from '../../contract/transports/http.js';
import { transport as rpc } from '../../contract/transports/rpc.js';
import { kInstallMs } from '../support/test-tools.js';
import { studio } from './support/stored-agents.js';
import type { Session } from './support/stored-agents.js';

describe('the editor', () => {
  let hold: (storage: MastraCompositeStore) => Promise<Session>;
  let expected: Session;

  beforeAll(async () => {
    hold = await studio();
    expected = comparable(await hold(new InMemoryStore()));
  }, kInstallMs);

  it('asks its agents, and keeps versions, favourites and files', () => {
    const of = (name: string) => expected.filter(([step]) => step.startsWith(name));
    expect(of('What is 1 and 2?')[0]![1]).toMatchObject({
      text: 'Three.',
      system: [{ content: 'Be kind to ada.\n\nÑandú 🧵' }],
    });
    expect(of('And briefly?')[0]![1]).toMatchObject({ system: [{ content: 'Answer briefly.' }] });
    expect(of('As it was?')[0]![1]).toEqual(of('What is 1 and 2?')[0]![1]);
    expect(of('favorite')[0]![1]).toEqual({ favorited: true, favoriteCount: 1 });
    expect(of('its files')[0]![1]).toHaveLength(2);
    const failed = expected.filter(([, outcome]) => (outcome as { error?: string }).error);
    expect(failed.map(([step]) => step)).toEqual([
      'PATCH /stored/agents/nobody',
      'POST /stored/agents',
      'GET /stored/prompt-blocks/kind',
    ]);
  });

  it.each([file, http, rpc])(
    'does the same over $name',
    async (transport) => {
      const way = await transport.open();
      try {
        const store = way.store();
        await store.init();
        expect(comparable(await hold(store))).toEqual(expected);
      } finally {
        await way.close();
      }
    },
    120_000,
  );
});

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/**
 * Random ids as names, by first appearance; no times; no members that are nothing. What changed has
 * no order, and in memory it names members that are undefined.
 */
function comparable(session: Session): Session {
  const names = new Map<string, string>();
  const named = (text: string) =>
    text.replaceAll(uuid, (id) => {
      if (!names.has(id)) names.set(id, `<id ${names.size + 1}>`);
      return names.get(id)!;
    });
  const of = (value: unknown): unknown => {
    if (value instanceof Date) return 'a time';
    if (typeof value === 'string') return named(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(of);
    const row = value as Record<string, unknown>;
    return Object.fromEntries(
      Object.keys(row)
        .filter((name) => row[name] !== undefined && row[name] !== null)
        .sort()
        .map((name) => {
          if (name !== 'changedFields') return [named(name), of(row[name])];
          const changed = row[name] as string[];
          const isFirst = row['changeMessage'] === 'Initial version';
          return [name, changed.filter((field) => !isFirst || row[field] !== undefined).sort()];
        }),
    );
  };
  return of(session) as Session;
}
