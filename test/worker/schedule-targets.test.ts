import { expect, it } from 'vitest';
import { parseScheduleTargets } from '../../worker/schedule-targets.js';

const target = 'AGENTKEEP_SCHEDULE_TARGET';
const secret = 'AGENTKEEP_SCHEDULE_SECRET';
const url = 'https://app.example.com/fired';
const key = btoa('k'.repeat(24));
const APP = { fetch: () => Promise.resolve(new Response()) };
const parse = (env: object) => parseScheduleTargets({ APP, ...env }, 'own_');

it('names a binding or a URL, for a prefix or several', () => {
  for (const unset of [{}, { [target]: '' }, { [target]: ' ' }, { [target]: '[]' }]) {
    expect(parse(unset)).toEqual([]);
  }
  const bytes = new TextEncoder().encode('k'.repeat(24));
  const app = { tablePrefix: 'own_', binding: 'APP', url: 'https://agentkeep.schedules/' };
  expect(parse({ [target]: 'APP' })).toEqual([{ ...app, key: undefined }]);
  expect(parse({ [target]: 'APP', [secret]: key })).toEqual([{ ...app, key: bytes }]);
  for (const given of [key, `whsec_${key}`]) {
    const list = JSON.stringify([{ target: url }, { tablePrefix: 'dev_', target: 'APP' }]);
    expect(parse({ [target]: list, [secret]: given })).toEqual([
      { tablePrefix: 'own_', binding: undefined, url, key: bytes },
      { ...app, tablePrefix: 'dev_', key: bytes },
    ]);
  }
  const here = 'http://127.0.0.1:8080/';
  expect(parse({ [target]: here, [secret]: key })).toMatchObject([{ url: here }]);
});

it.each([
  [{ [target]: 'NONE' }, 'this Worker has no service binding of the name'],
  [{ [target]: target }, 'this Worker has no service binding of the name'],
  [{ [target]: url }, 'AGENTKEEP_SCHEDULE_SECRET is missing'],
  [{ [target]: url, [secret]: btoa('short') }, 'Base64 of 24 bytes or more'],
  [{ [target]: url, [secret]: '???' }, 'Base64 of 24 bytes or more'],
  [{ [target]: 'http://app.example.com/', [secret]: key }, 'https://'],
  [{ [target]: 'https://me:pw@app.example.com/', [secret]: key }, 'have no user'],
  [{ [target]: 'https:', [secret]: key }, 'https://'],
  [{ [target]: '[{"target":"APP"},{"target":"APP"}]' }, 'is that of an earlier entry'],
  [{ [target]: '[{"targt":"APP"}]' }, 'has a field other than'],
  [{ [target]: '[{}]' }, 'target must be the name of a service binding, or a URL'],
  [{ [target]: '[{"target":"APP","tablePrefix":"mastra_"}]' }, 'tablePrefix must not begin'],
])('%j is refused', (env, message) => {
  expect(() => parse(env)).toThrow(message);
});
