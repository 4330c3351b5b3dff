import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../client/http.js';
import type { Client } from '../../../client/http.js';
import { token, tokens } from '../../contract/transports/http.js';
import { DevServer } from '../support/dev-server.js';

const resource = resourceFromAttributes({
  'service.name': 'shop',
  'deployment.environment.name': 'prod',
});

describe('OpenTelemetry’s own exporters', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-otlp-'));
  let server: DevServer;
  let client: Client;
  beforeAll(async () => {
    server = await DevServer.start({
      state: join(folder, 'state'),
      home: join(folder, 'home'),
      vars: { AGENTKEEP_TOKENS: tokens, AGENTKEEP_LOG: 'errors' },
    });
    client = createClient({ endpoint: server.url, token });
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const to = (signal: string) => ({
    url: `${server.url}/v1/otlp/v1/${signal}`,
    headers: { authorization: `Bearer ${token}` },
  });

  it('leave traces, with what the GenAI conventions say', async () => {
    const provider = new BasicTracerProvider({
      resource,
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(to('traces')))],
    });
    const tracer = provider.getTracer('my-agent', '1.2.3');
    const start = new Date('2026-01-01T12:00:00.000Z');
    const { context, trace } = await import('@opentelemetry/api');
    const agent = tracer.startSpan('invoke_agent clerk', {
      kind: SpanKind.INTERNAL,
      startTime: start,
      attributes: {
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'clerk',
        'gen_ai.conversation.id': 'thread-1',
        'gen_ai.input.messages': JSON.stringify([{ role: 'user', content: 'Hello?' }]),
      },
    });
    const within = trace.setSpan(context.active(), agent);
    const chat = tracer.startSpan(
      'chat m',
      {
        startTime: start,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.request.model': 'm',
          'gen_ai.provider.name': 'p',
          'gen_ai.usage.input_tokens': 12,
          'gen_ai.usage.output_tokens': 34,
        },
      },
      within,
    );
    chat.end(start.getTime() + 500);
    const tool = tracer.startSpan(
      'execute_tool find',
      {
        startTime: start,
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'find',
          'gen_ai.tool.call.arguments': '{"q":1}',
        },
      },
      within,
    );
    tool.recordException(new Error('no 🧵'));
    tool.setStatus({ code: SpanStatusCode.ERROR, message: 'failed' });
    tool.end(start.getTime() + 700);
    agent.end(start.getTime() + 1000);
    await provider.shutdown();

    const { traceId } = agent.spanContext();
    const found = (await client.observability.getTrace({ traceId }))!;
    const named = Object.fromEntries(found.spans.map((span) => [span.name, span]));
    expect(Object.keys(named).sort()).toEqual([
      'chat m',
      'execute_tool find',
      'invoke_agent clerk',
    ]);
    expect(named['invoke_agent clerk']).toMatchObject({
      spanId: agent.spanContext().spanId,
      spanType: 'agent_run',
      entityType: 'agent',
      entityName: 'clerk',
      threadId: 'thread-1',
      serviceName: 'shop',
      environment: 'prod',
      startedAt: start,
      endedAt: new Date('2026-01-01T12:00:01.000Z'),
      input: [{ role: 'user', content: 'Hello?' }],
      scope: { name: 'my-agent', version: '1.2.3' },
    });
    expect(named['invoke_agent clerk']).not.toHaveProperty('error');
    expect(named['chat m']).toMatchObject({
      parentSpanId: agent.spanContext().spanId,
      spanType: 'model_generation',
      attributes: { model: 'm', provider: 'p', usage: { inputTokens: 12, outputTokens: 34 } },
    });
    expect(named['execute_tool find']).toMatchObject({
      spanType: 'tool_call',
      entityType: 'tool',
      entityName: 'find',
      input: { q: 1 },
      error: { message: 'failed', details: { 'exception.message': 'no 🧵' } },
    });
    const { spans } = await client.observability.listTracesLight({
      filters: { threadId: 'thread-1', hasChildError: true },
    });
    expect(spans).toMatchObject([{ traceId, status: 'success', inputPreview: 'Hello?' }]);
  });

  it('leave logs and metrics', async () => {
    const logs = new LoggerProvider({
      resource,
      processors: [new SimpleLogRecordProcessor({ exporter: new OTLPLogExporter(to('logs')) })],
    });
    logs.getLogger('my-agent').emit({
      severityNumber: SeverityNumber.WARN2,
      body: 'careful',
      attributes: { 'user.id': 'ada', n: 5 },
    });
    await logs.shutdown();
    const page = await client.observability.listLogs({});
    expect(page.logs).toMatchObject([
      { level: 'warn', message: 'careful', data: { n: 5 }, userId: 'ada', serviceName: 'shop' },
    ]);

    const reader = new PeriodicExportingMetricReader({
      exporter: new OTLPMetricExporter(to('metrics')),
    });
    const meters = new MeterProvider({ resource, readers: [reader] });
    const meter = meters.getMeter('my-agent');
    meter.createCounter('orders').add(3, { kind: 'new', 'gen_ai.request.model': 'm' });
    const usage = meter.createHistogram('gen_ai.client.token.usage');
    for (const value of [10, 20]) usage.record(value, { 'gen_ai.token.type': 'input' });
    await meters.shutdown();
    const { metrics } = await client.observability.listMetrics({
      filters: { name: ['orders', 'gen_ai.client.token.usage'] },
    });
    const values = Object.fromEntries(metrics.map((each) => [each.name, each]));
    expect(values['orders']).toMatchObject({ value: 3, labels: { kind: 'new' }, model: 'm' });
    expect(values['gen_ai.client.token.usage']).toMatchObject({
      value: 30,
      metadata: { count: 2, min: 10, max: 20 },
    });
  });

  const post = (path: string, body: string, headers: object = {}) =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers } as HeadersInit,
      body,
    });

  it.each([
    [
      'traces',
      { resourceSpans: [{ scopeSpans: [{ spans: [{ spanId: 's' }] }] }] },
      'resourceSpans[0].scopeSpans[0].spans[0].traceId is required',
    ],
    [
      'traces',
      { resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: 't', spanId: 's' }] }] }] },
      'resourceSpans[0].scopeSpans[0].spans[0].startTimeUnixNano is required: nanoseconds since 1970',
    ],
    [
      'logs',
      { resourceLogs: [{}, { scopeLogs: [{ logRecords: [{ body: {} }] }] }] },
      'resourceLogs[1].scopeLogs[0].logRecords[0].timeUnixNano is required: nanoseconds since 1970',
    ],
    [
      'metrics',
      {
        resourceMetrics: [
          { scopeMetrics: [{ metrics: [{ name: 'n', sum: { dataPoints: [{ asInt: '1' }] } }] }] },
        ],
      },
      'resourceMetrics[0].scopeMetrics[0].metrics[0].sum.dataPoints[0].timeUnixNano is required: nanoseconds since 1970',
    ],
  ])('of %s that lack something are told what, by its path', async (signal, body, message) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await post(`/v1/otlp/v1/${signal}`, JSON.stringify(body), headers);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'invalid_argument', message } });
  });

  it('are refused what they may not send, and what is none', async () => {
    const allowed = { authorization: `Bearer ${token}` };
    expect((await post('/v1/otlp/v1/traces', '{}')).status).toBe(401);
    expect((await post('/v1/otlp/v1/traces', '{', allowed)).status).toBe(400);
    expect((await post('/v1/otlp/v1/traces', '{"resourceSpans":[1]}', allowed)).status).toBe(400);
    expect((await post('/v1/otlp/v1/profiles', '{}', allowed)).status).toBe(404);
    const empty = await post('/v1/otlp/v1/traces', '{"resourceSpans":[]}', allowed);
    expect([empty.status, await empty.text()]).toEqual([200, '{}']);
    const again = await post(
      '/v1/otlp/v1/logs',
      '{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1767268800000000000","body":{"stringValue":"x"}}]}]}]}',
      allowed,
    );
    expect(again.status).toBe(200);
  });
});
