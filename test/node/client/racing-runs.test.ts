import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient } from '../../../client/http.js';
import type { Client } from '../../../client/http.js';
import { simulator } from '../../contract/support/local-d1.js';
import { token, tokens } from '../../contract/transports/http.js';
import { bundle } from '../support/bundle.js';

const rounds = Number(process.env['AGENTKEEP_RACES'] ?? 20);

let worker: ReturnType<typeof simulator>;
let workflows: Client['workflows'];

beforeAll(async () => {
  worker = simulator({
    modules: await bundle('worker/index.ts'),
    compatibilityDate: '2026-08-01',
    d1Databases: { DB: 'db' },
    bindings: {
      AGENTKEEP_TOKENS: tokens,
      AGENTKEEP_LOG: 'errors',
    },
  });
  ({ workflows } = createClient({ endpoint: String(await worker.ready), token }));
});
afterAll(async () => {
  await worker?.dispose();
});

const pending = { __mastra_pending__: true };
const waiting = (i: number) => ({ status: 'suspended', suspendPayload: { i } });
const listOf = <T>(length: number, make: (i: number) => T) =>
  Array.from({ length }, (_, i) => make(i));
const only = <T>(at: number, value: T) => listOf(30, (i) => (i === at ? value : null));

// 50 at once on one suspended run: 18 report a step each, 20 an item each of one foreach step, 10
// begin a suspended item of it again, and two resume the run.
it(`${rounds} rounds of 50 writers at once on one run, over HTTP: each has its effect, once`, async () => {
  for (let round = 0; round < rounds; round++) {
    const run = { workflowName: 'raced', runId: `run${round}` };
    const each = { status: 'suspended', output: listOf(10, waiting) };
    const snapshot = { ...run, status: 'suspended', context: { input: { round }, each } };
    await workflows.persistWorkflowSnapshot({ ...run, snapshot });

    const report = (writer: string, stepId: string, result: unknown) =>
      workflows.updateWorkflowResults({
        ...run,
        stepId,
        result: result as object,
        requestContext: { [writer]: round },
      });
    const item = (i: number, value: unknown) =>
      report(`item${i}`, 'each', { status: 'running', output: only(i, value) });
    const reports = [
      ...listOf(18, (i) => report(`step${i}`, `step${i}`, { status: 'success', output: i })),
      ...listOf(10, (i) => item(i, pending)),
      ...listOf(20, (i) => item(10 + i, `result ${10 + i}`)),
    ];
    const resumes = listOf(2, (i) =>
      workflows.updateWorkflowState({
        ...run,
        opts: { status: 'running', activePaths: [i], expectedStatus: 'suspended' },
      }),
    );
    const contexts = (await Promise.all(reports)) as Record<string, any>[];
    const resumed = (await Promise.all(resumes)).filter((state) => state !== null);

    const last = (await workflows.loadWorkflowSnapshot(run)) as Record<string, any>;
    expect(last).toEqual({
      ...run,
      status: 'running',
      activePaths: resumed[0]?.['activePaths'],
      context: {
        input: { round },
        each: {
          status: expect.any(String),
          output: listOf(30, (i) => (i < 10 ? null : `result ${i}`)),
        },
        ...Object.fromEntries(listOf(18, (i) => [`step${i}`, { status: 'success', output: i }])),
      },
      requestContext: Object.fromEntries(
        [...listOf(18, (i) => `step${i}`), ...listOf(30, (i) => `item${i}`)].map((writer) => [
          writer,
          round,
        ]),
      ),
    });
    expect(resumed).toHaveLength(1);
    // Each writer was answered what it and those before it had done: no two the same.
    const effects = contexts.map(({ each, input, ...steps }) => {
      const items = (each.output as unknown[]).filter((item) => typeof item === 'string');
      const waits = (each.output as unknown[]).filter((item) => isWaiting(item));
      return Object.keys(steps).length + items.length + 10 - waits.length;
    });
    expect(effects.sort((a, b) => a - b)).toEqual(listOf(48, (i) => i + 1));
  }
}, 600_000);

const isWaiting = (item: unknown) => typeof item === 'object' && item !== null;
