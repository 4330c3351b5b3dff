import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import type { Env } from '../../worker/config.js';
import Worker from '../../worker/index.js';
import conversations from '../real-input/conversations.json?raw';
import { unpackRecording } from '../real-input/recording.js';
import { keepsRealInput } from '../real-input/suite.js';

// The Worker as it is deployed, on the local D1, without a socket between.
keepsRealInput(async (path, body) => {
  const context = createExecutionContext();
  const request = new Request(`http://127.0.0.1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const settings = { ...(env as Env), ALLOW_ANONYMOUS: 'true', AGENTKEEP_LOG: 'errors' };
  const response = await new Worker(context, settings).fetch(request);
  const answer = { status: response.status, text: await response.text() };
  await waitOnExecutionContext(context);
  return answer;
}, unpackRecording(conversations));
