import { readFileSync } from 'node:fs';
import { Refusal } from '../errors.js';
import { idOf } from './conversations.js';
import type { Conversation, Message } from './conversations.js';

type Members = Record<string, unknown>;

/**
 * Conversations in a JSON file of the AI SDK: `UIMessage[]`, or an object of them with `messages`
 * and an `id`, or a list of such objects. Throws Refusal where it is none.
 */
export function readUiMessages(file: string, thread: string | undefined): Conversation[] {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Refusal(`${file} cannot be read as JSON: ${(cause as Error).message}`);
  }
  const chats = isChat(value) ? [value] : isList(value) && value.every(isChat) ? value : undefined;
  if (chats !== undefined && chats.length > 0) {
    if (thread !== undefined && chats.length > 1) {
      throw new Refusal(`${file} has ${chats.length} conversations: --thread names one`);
    }
    return chats.map((chat, i) => {
      const id = thread ?? (typeof chat['id'] === 'string' ? chat['id'] : undefined);
      if (id === undefined)
        throw new Refusal(`${file}: conversation ${i} has no id: name --thread`);
      return conversationOf(id, chat['messages'], file);
    });
  }
  if (thread === undefined) throw new Refusal(`${file} is a list of messages: name --thread`);
  return [conversationOf(thread, value, file)];
}

const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isChat = (value: unknown): value is Members => isObject(value) && isList(value['messages']);

function conversationOf(id: string, messages: unknown, file: string): Conversation {
  if (!isList(messages)) throw new Refusal(`${file} is no list of messages of the AI SDK`);
  let last = 0;
  return {
    id,
    messages: messages.map((message, i): Message => {
      const role = isObject(message) ? message['role'] : undefined;
      if (!isObject(message) || (role !== 'user' && role !== 'assistant' && role !== 'system')) {
        throw new Refusal(`${file}: message ${i} of ${id} is no message of the AI SDK`);
      }
      // Most have no time: they keep their order.
      const metadata = isObject(message['metadata']) ? message['metadata'] : undefined;
      const time = timeOf(message['createdAt'] ?? metadata?.['createdAt']);
      last = Math.max(time ?? last + 1, last);
      return {
        id: typeof message['id'] === 'string' && message['id'] !== '' ? message['id'] : idOf(id, i),
        role,
        createdAt: last,
        hasTime: time !== undefined,
        parts: partsOf(message),
        ...(metadata === undefined ? {} : { metadata }),
      };
    }),
  };
}

function timeOf(value: unknown): number | undefined {
  const ms = typeof value === 'number' ? value : Date.parse(String(value));
  return Number.isFinite(ms) ? ms : undefined;
}

/** Parts as the framework stores them. */
function partsOf(message: Members): unknown[] {
  const parts = message['parts'];
  if (isList(parts)) return parts.filter(isObject).map(partOf);
  return typeof message['content'] === 'string' ? [{ type: 'text', text: message['content'] }] : [];
}

function partOf(part: Members): unknown {
  const type = String(part['type']);
  if (type === 'reasoning' && typeof part['text'] === 'string') {
    const text = part['text'];
    return { type, reasoning: text, details: [{ type: 'text', text }] };
  }
  if (type === 'file' && part['mediaType'] !== undefined) {
    return { type, mimeType: part['mediaType'], data: part['url'] };
  }
  if (type === 'source-url') {
    const { sourceId: id, url, title } = part;
    return { type: 'source', source: { sourceType: 'url', id, url, ...(title ? { title } : {}) } };
  }
  if (type === 'dynamic-tool' || type.startsWith('tool-')) {
    if (part['toolInvocation'] !== undefined) return part; // of version 4
    const toolName = type === 'dynamic-tool' ? part['toolName'] : type.slice('tool-'.length);
    return invocation(part['toolCallId'], toolName, part['input'], outcomeOf(part));
  }
  return part;
}

function outcomeOf(part: Members): { result: unknown } | undefined {
  if (part['state'] === 'output-available') return { result: part['output'] };
  if (part['state'] === 'output-error') return { result: { error: part['errorText'] } };
  return undefined;
}

/** A call of a tool, and what came of it, if anything has. */
export function invocation(
  toolCallId: unknown,
  toolName: unknown,
  args: unknown,
  outcome: { result: unknown } | undefined,
): object {
  const state = outcome === undefined ? 'call' : 'result';
  return {
    type: 'tool-invocation',
    toolInvocation: { state, toolCallId, toolName, args: args ?? {}, ...outcome },
  };
}
