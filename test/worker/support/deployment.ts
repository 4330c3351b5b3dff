import { env } from 'cloudflare:workers';
import type { Env } from '../../../worker/config.js';
import type { MakeCore } from '../../../worker/host/core.js';
import { Instances } from '../../../worker/host/instance.js';
import { Http } from '../../../worker/http.js';
import { Service } from '../../../worker/host/service.js';

export const database = (env as { DB: D1Database }).DB;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined if it is empty. */
  readonly json: any;
}

export interface Sent {
  readonly body?: unknown;
  readonly raw?: BodyInit;
  readonly headers?: Record<string, string>;
  readonly verb?: string;
  readonly origin?: string;
}

/** A Worker with settings of its own, on the test's local D1 unless another database is given. */
export class Deployment {
  readonly http: Http;
  readonly env: Env;

  constructor(makeCore: MakeCore, vars: Partial<Env> = {}) {
    this.http = new Http(new Service(new Instances(makeCore)));
    this.env = { DB: database, AGENTKEEP_LOG: 'off', ...vars };
  }

  async send(path: string, sent: Sent = {}): Promise<Answer> {
    const { status, headers, text } = await this.page(path, sent);
    return { status, headers, text, json: text === '' ? undefined : JSON.parse(text) };
  }

  /** Of what may be no JSON. */
  async page(path: string, sent: Sent = {}): Promise<Omit<Answer, 'json'>> {
    const { verb = 'GET', origin = 'http://localhost:8787' } = sent;
    const body = sent.raw ?? (sent.body === undefined ? undefined : JSON.stringify(sent.body));
    const request = new Request(origin + path, {
      method: verb,
      headers: sent.headers ?? {},
      ...(body === undefined ? {} : { body }),
    });
    const waited: Promise<unknown>[] = [];
    const response = await this.http.fetch(request, this.env, {
      waitUntil: (promise) => void waited.push(promise),
      passThroughOnException: () => undefined,
      props: {},
    } as ExecutionContext);
    const text = await response.text();
    await Promise.all(waited);
    return { status: response.status, headers: response.headers, text };
  }

  /** Calls a method as a client does that sets nothing but what it must. */
  call(method: string, body: unknown = {}, sent: Sent = {}): Promise<Answer> {
    return this.send(`/v1/${method.replace('.', '/')}`, {
      verb: 'POST',
      ...(sent.raw === undefined ? { body } : {}),
      ...sent,
      headers: { 'content-type': 'application/json', 'x-agentkeep-cost': '1', ...sent.headers },
    });
  }
}
