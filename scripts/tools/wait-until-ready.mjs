// node wait-until-ready.mjs URL PID: waits until the Worker at URL answers, while process PID lives,
// and has it create its tables.
import { setTimeout as sleep } from 'node:timers/promises';

const [url, pid] = process.argv.slice(2);
const giveUpAt = Date.now() + 120_000;

function fail(message) {
  console.error(`scripts/run: ${message}`);
  process.exit(1);
}

function serverLives() {
  try {
    return process.kill(Number(pid), 0);
  } catch {
    return false;
  }
}

/** Whether it is up. A setting that is wrong (500) will not mend itself: the answer names it. */
async function isHealthy() {
  const answer = await fetch(`${url}/health`).catch(() => undefined);
  if (answer?.status === 500) fail(`the Worker cannot serve: ${await answer.text()}`);
  return answer?.ok === true;
}

while (!(await isHealthy())) {
  if (!serverLives()) fail('wrangler dev ended before the Worker answered; see above');
  if (Date.now() > giveUpAt) fail(`${url}/health did not answer within 120 seconds`);
  await sleep(100);
}

const answer = await fetch(`${url}/v1/store/init`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{}',
});
if (!answer.ok) fail(`the tables could not be created: ${answer.status} ${await answer.text()}`);
