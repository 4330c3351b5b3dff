import { randomBits } from './random.js';
import { mostBytes } from './abi.js';
import type { DbAnswer, DbRequest, HeldColumn, Row } from './abi.js';

// A shorter text costs less to hand over than to keep track of.
const shortestText = 256;
// Below this, answer and reply are far from every limit of the core, which does not count what it
// never gets. The number is a bound of the bytes: three for each unit of UTF-16.
const maxAnswerBytes = 4 * 1024 * 1024;
const maxBodyBytes = 1024 * 1024;
// The core binds longer ones to parameters of their own, see src/backends/sqlite/.
const maxDocumentBytes = 64 * 1024;
// Of anything else the core has to see whether it is a document or a text, see
// src/query/documents.h.
const surelyDocument = '{"format":2';

/**
 * Documents of one call that the core only hands on: they stay with the host. The core gets a JSON
 * string in the place of each, which begins with random bits of this call, so that nothing that is
 * stored or sent can look like it. Measured in workerd: of a page of 40 messages in process, whose
 * caller wants values and not JSON, half of the CPU was the way of their contents through the core.
 */
export class Held {
  /** What the strings begin with, in ASCII. */
  readonly marker: string;
  readonly #texts: string[] = [];

  constructor() {
    this.marker = `held ${randomBits().toString(36)}.${randomBits().toString(36)}.`;
  }

  /**
   * The body that these texts make when they are joined. Every second of them is a document, which
   * the method only hands on.
   */
  body(texts: readonly string[]): readonly string[] {
    let most = 0;
    for (const text of texts) most += 3 * text.length;
    if (most > maxBodyBytes) return texts;
    let body = '';
    for (let i = 0; i < texts.length; i++) {
      const text = texts[i] ?? '';
      const isHeld =
        i % 2 === 1 && 3 * text.length <= maxDocumentBytes && text.startsWith(surelyDocument);
      body += isHeld ? this.#standIn(text) : text;
    }
    return [body];
  }

  /** Puts the documents back where they are parts of parameters. */
  restore({ statements }: DbRequest): void {
    if (this.#texts.length === 0) return;
    for (const { params } of statements) {
      for (let i = 0; i < params.length; i++) {
        const param = params[i];
        if (typeof param === 'string') params[i] = this.#restored(param);
      }
    }
  }

  /** Takes what the request leaves to the host out of its answer. */
  take({ statements }: DbRequest, answer: DbAnswer): void {
    if ('failure' in answer || statements.every(({ held }) => held === undefined)) return;
    if (mostBytes(answer.results) > maxAnswerBytes) return;
    answer.results.forEach(({ rows }, i) => this.#takeFrom(rows, statements[i]?.held ?? []));
  }

  /** The document that stands in the reply, in this form or as it is. */
  value(inReply: unknown): unknown {
    if (typeof inReply !== 'string' || !inReply.startsWith(this.marker)) return inReply;
    const text = this.#texts[Number(inReply.slice(this.marker.length))] ?? '';
    try {
      return JSON.parse(text);
    } catch {
      return text; // as the core answers a stored text that is not JSON
    }
  }

  #standIn(text: string): string {
    return `"${this.marker}${this.#texts.push(text) - 1}"`;
  }

  #restored(text: string): string {
    const parts = text.split(`"${this.marker}`);
    for (let i = 1; i < parts.length; i++) {
      const part = parts[i] ?? '';
      const end = part.indexOf('"');
      const text = this.#texts[Number(part.slice(0, end))];
      // Within a text of its own the string would have escapes.
      if (text === undefined) throw new Error('a held document has no place in a parameter');
      parts[i] = text + part.slice(end + 1);
    }
    return parts.join('');
  }

  #takeFrom(rows: readonly Row[], columns: readonly HeldColumn[]): void {
    const names = Object.keys(rows[0] ?? {});
    for (const { column, unless } of columns) {
      const name = names[column] ?? '';
      const reference = names[unless];
      for (const row of rows as Record<string, unknown>[]) {
        const cell = row[name];
        if (typeof cell !== 'string' || cell.length < shortestText) continue;
        if (!cell.startsWith(surelyDocument)) continue;
        if (reference === undefined || row[reference] === null) row[name] = this.#standIn(cell);
      }
    }
  }
}
