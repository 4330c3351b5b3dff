import { LibSQLStore as TheirStore, LibSQLVector as TheirVector } from '@mastra/libsql';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transport as d1Binding } from '../../contract/transports/d1-binding.js';
import { transport as dsql } from '../../contract/transports/dsql.js';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as libsql } from '../../contract/transports/libsql.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import { recalled } from './support/recalled.js';

describe('semantic recall', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-recall-'));
  let expected: unknown[];
  beforeAll(async () => {
    const url = `file:${join(folder, 'theirs.db')}`;
    const vector = new TheirVector({ id: 'theirs', url });
    const storage = new TheirStore({ id: 'theirs', url });
    expected = await recalled(storage, vector);
    await vector.close();
    expect(expected.flat().length).toBeGreaterThan(500);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([d1Binding, durableObject, file, libsql, postgres, dsql, dynamodb])(
    'finds over $name what it finds with @mastra/libsql',
    async (transport) => {
      const opened = await transport.open();
      try {
        const store = opened.store();
        expect(await recalled(store, store.vectors)).toEqual(expected);
      } finally {
        await opened.close();
      }
    },
    180_000,
  );
});
