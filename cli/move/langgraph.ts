import { Refusal } from '../errors.js';
import { pgDriver, postgresUrl } from '../store-url.js';
import { idOf } from './conversations.js';
import type { Conversation, Message } from './conversations.js';
import { invocation } from './ui-messages.js';

type Members = Record<string, unknown>;

/** A checkpoint of a thread as LangGraph's savers store it: the latest one. */
interface Checkpoint {
  readonly thread: string;
  readonly time: number | undefined;
  readonly messages: unknown;
}

/**
 * The messages of LangGraph's checkpoints, a conversation a thread: those of the latest checkpoint of
 * the graph itself. `url`: `file:…` of its SqliteSaver, `postgres://…` of its PostgresSaver. Those
 * that were written by Python, as msgpack, are refused.
 */
export async function* readLangGraph(url: string): AsyncGenerator<Conversation> {
  const checkpoints = url.startsWith('file:') ? sqlite(url) : postgres(url);
  for await (const { thread, time, messages } of checkpoints) {
    if (!Array.isArray(messages)) continue; // a graph without messages
    yield { id: thread, messages: conversation(thread, time, messages) };
  }
}

async function* sqlite(url: string): AsyncGenerator<Checkpoint> {
  const { DatabaseSync } = await import('node:sqlite');
  let database: InstanceType<typeof DatabaseSync>;
  try {
    database = new DatabaseSync(url.slice('file:'.length), { readOnly: true });
  } catch (cause) {
    throw new Refusal(`${url} cannot be opened: ${(cause as Error).message}`);
  }
  try {
    const rows = checkedQuery(url, () =>
      database
        .prepare(
          `SELECT thread_id,type,checkpoint FROM checkpoints c WHERE checkpoint_ns='' AND checkpoint_id=
           (SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id=c.thread_id AND checkpoint_ns='')
           ORDER BY thread_id`,
        )
        .iterate(),
    );
    for (const { thread_id: thread, type, checkpoint } of rows) {
      const { ts, channel_values } = decoded(String(type), checkpoint, String(thread)) as Members;
      yield {
        thread: String(thread),
        time: timeOf(ts),
        messages: (channel_values as Members | undefined)?.['messages'],
      };
    }
  } finally {
    database.close();
  }
}

function checkedQuery<Result>(url: string, run: () => Result): Result {
  try {
    return run();
  } catch (cause) {
    throw new Refusal(`${url} has no checkpoints of LangGraph: ${(cause as Error).message}`);
  }
}

async function* postgres(url: string): AsyncGenerator<Checkpoint> {
  const at = postgresUrl(url);
  const schema = at.searchParams.get('schema') ?? 'public';
  at.searchParams.delete('schema');
  const name = `"${schema.replaceAll('"', '""')}"`;
  const pg = await pgDriver();
  const pool = new pg.Pool({ connectionString: at.href, max: 1 });
  const ask = async (text: string, values: unknown[] = []) => {
    try {
      return (await pool.query<Record<string, unknown>>(text, values)).rows;
    } catch (cause) {
      throw new Refusal(`${at.host} has no checkpoints of LangGraph: ${(cause as Error).message}`);
    }
  };
  try {
    const threads = await ask(
      `SELECT DISTINCT ON (thread_id) thread_id,checkpoint FROM ${name}.checkpoints
       WHERE checkpoint_ns='' ORDER BY thread_id,checkpoint_id DESC`,
    );
    for (const { thread_id: thread, checkpoint } of threads) {
      const { ts, channel_versions, channel_values } = checkpoint as Members;
      const version = (channel_versions as Members | undefined)?.['messages'];
      let messages = (channel_values as Members | undefined)?.['messages'];
      if (version !== undefined && messages === undefined) {
        const [blob] = await ask(
          `SELECT type,blob FROM ${name}.checkpoint_blobs
           WHERE thread_id=$1 AND checkpoint_ns='' AND channel='messages' AND version=$2`,
          [thread, String(version)],
        );
        if (blob !== undefined && blob['type'] !== 'empty') {
          messages = decoded(String(blob['type']), blob['blob'], String(thread));
        }
      }
      yield { thread: String(thread), time: timeOf(ts), messages };
    }
  } finally {
    await pool.end();
  }
}

function decoded(type: string, value: unknown, thread: string): unknown {
  if (type !== 'json') {
    throw new Refusal(
      `thread ${thread} was written as ${type}, as LangGraph does in Python: only JSON can be read`,
    );
  }
  const text = typeof value === 'string' ? value : new TextDecoder().decode(value as Uint8Array);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Refusal(`the checkpoint of thread ${thread} is damaged`);
  }
}

function timeOf(value: unknown): number | undefined {
  const ms = Date.parse(String(value));
  return Number.isNaN(ms) ? undefined : ms;
}

/** Messages of LangChain as those of a thread: results of tools belong to the call. */
function conversation(thread: string, time: number | undefined, all: unknown[]): Message[] {
  const messages = all.map((message, i) => {
    const { id, kwargs } = (message ?? {}) as { id?: unknown; kwargs?: Members };
    const kind = Array.isArray(id) ? String(id.at(-1)) : '';
    if (kwargs === undefined || kind === '') {
      throw new Refusal(`message ${i} of thread ${thread} is none of LangChain's`);
    }
    return { kind: kind.replace(/Chunk$/, ''), kwargs };
  });
  const results = new Map<unknown, unknown>();
  for (const { kind, kwargs } of messages) {
    if (kind === 'ToolMessage') results.set(kwargs['tool_call_id'], resultOf(kwargs['content']));
  }
  const out: Message[] = [];
  messages.forEach(({ kind, kwargs }, i) => {
    const role = roles[kind];
    if (role === undefined) return;
    const calls = (kwargs['tool_calls'] ?? []) as Members[];
    out.push({
      id: typeof kwargs['id'] === 'string' ? kwargs['id'] : idOf(thread, i),
      role,
      // The checkpoint has one time: they end there, in their order.
      createdAt: (time ?? 0) - all.length + i,
      hasTime: time !== undefined,
      parts: [
        ...partsOf(kwargs['content']),
        ...calls.map(({ id, name, args }) =>
          invocation(id, name, args, results.has(id) ? { result: results.get(id) } : undefined),
        ),
      ],
    });
  });
  return out;
}

const roles: Record<string, Message['role']> = {
  HumanMessage: 'user',
  AIMessage: 'assistant',
  SystemMessage: 'system',
};

function partsOf(content: unknown): unknown[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!Array.isArray(content)) return [];
  return (content as Members[]).flatMap((block): unknown[] => {
    if (block['type'] === 'text') return [{ type: 'text', text: block['text'] }];
    if (block['type'] === 'image_url') {
      const image = block['image_url'];
      const url = typeof image === 'string' ? image : (image as Members)?.['url'];
      return [{ type: 'file', mimeType: 'image/*', data: url }];
    }
    // Calls are beside the content, too.
    return block['type'] === 'tool_use' ? [] : [{ type: 'text', text: JSON.stringify(block) }];
  });
}

function resultOf(content: unknown): unknown {
  if (typeof content !== 'string') return content;
  try {
    return JSON.parse(content) as unknown;
  } catch {
    return content;
  }
}
