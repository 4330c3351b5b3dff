import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { countKinds } from '../real-input/recording.js';
import { readRecording } from './support/recording-file.js';

const file = (name: string) => fileURLToPath(new URL(`../real-input/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'agentkeep-recording-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the recorded conversations', () => {
  const recording = readRecording();

  it('have every kind of input that broke stores before', () => {
    const counts = countKinds(recording);
    const atLeast = {
      threads: 5,
      resources: 2,
      titles: 5,
      messages: 200,
      user: 80,
      assistant: 80,
      text: 150,
      toolCall: 10,
      toolResult: 20,
      reasoning: 10,
      file: 10,
      emoji: 10,
      nul: 10,
      loneSurrogate: 10,
      quote: 10,
      backslash: 10,
      metadata: 10,
      over100Kb: 1,
      sameMillisecondOfAThread: 10,
      savedAgain: 10,
      saveCalls: 100,
    };
    for (const [kind, least] of Object.entries(atLeast)) {
      expect(counts[kind], kind).toBeGreaterThanOrEqual(least);
    }
  });

  it('hold tool calls whose results are messages of the same millisecond, next to them', () => {
    const { messages } = recording;
    const pairs = messages.filter((message, i) => {
      const result = messages[i + 1];
      return (
        JSON.stringify(message.content).includes('"state":"call"') &&
        result?.createdAt === message.createdAt &&
        result.id < message.id &&
        JSON.stringify(result.content).includes('"state":"result"')
      );
    });
    expect(pairs.length).toBeGreaterThanOrEqual(10);
  });

  it('are small enough to be kept with the sources', () => {
    expect(statSync(file('conversations.json')).size).toBeLessThan(1_500_000);
  });

  it('are what the installed framework records today', { timeout: 60_000 }, async () => {
    const again = join(folder, 'again.json');
    await promisify(execFile)(process.execPath, [
      '--experimental-strip-types',
      file('record.ts'),
      again,
    ]);
    const require = createRequire(import.meta.url);
    const installed = Object.keys(recording.recordedWith).map((name): [string, string] => [
      name,
      JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')).version,
    ]);
    const fresh = readRecording(again);
    expect(fresh.recordedWith).toEqual(Object.fromEntries(installed));
    expect(countKinds(fresh)).toEqual(countKinds(recording));
    // To the byte where the packages are those of the file.
    if (JSON.stringify(fresh.recordedWith) === JSON.stringify(recording.recordedWith)) {
      expect(fresh).toEqual(recording);
    }
  });
});
