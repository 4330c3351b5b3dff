import { ConfigError, RequestError } from './errors.js';

/** A secret as a table holds it. The names of its members are the core's, too. */
export interface Sealed {
  /** Which of the keys, by its id. */
  readonly key: string;
  /** Base64: 96 random bits. */
  readonly iv: string;
  /** Base64: what AES-256-GCM made of the JSON, and its tag. */
  readonly data: string;
}

const keyBytes = 32;
const ivBytes = 12;

/** What the error says to whoever has none. */
export const howToMakeKeys =
  'set AGENTKEEP_ENCRYPTION_KEYS (in process: the option encryptionKeys) to "k1:<key>", where `openssl rand -base64 32` prints the key';

/**
 * The keys of a deployment, or of a program: `id:base64key,id:base64key`. The first one seals, and
 * all of them open what they have sealed: a new key is put in front of the old ones.
 *
 * AES-256-GCM by WebCrypto. Where a secret belongs, its table and its row, is its additional data:
 * a sealed value that is put into another row does not open there.
 */
export class EncryptionKeys {
  readonly #keys: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly #imported = new Map<string, CryptoKey>();
  readonly #first: string;

  /** Throws ConfigError, which repeats nothing of the keys. */
  constructor(text: string) {
    const keys = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const each of text.split(',')) {
      const [, id, key] = /^\s*([A-Za-z0-9_-]{1,64}):([A-Za-z0-9+/_-]+={0,2})\s*$/.exec(each) ?? [];
      const bytes = key === undefined ? undefined : bytesOf(key);
      if (id === undefined || bytes?.length !== keyBytes) {
        throw new ConfigError(
          `AGENTKEEP_ENCRYPTION_KEYS is not valid: id:key, and commas between several; a key is ${keyBytes} bytes in base64`,
        );
      }
      if (keys.has(id)) throw new ConfigError('AGENTKEEP_ENCRYPTION_KEYS names one id twice');
      keys.set(id, bytes);
    }
    this.#keys = keys;
    this.#first = keys.keys().next().value!;
  }

  /** JSON text, sealed for a row of a table. */
  async seal(json: string, table: string, row: string): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
    const key = await this.#key(this.#first);
    const data = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: place(table, row) },
      key!,
      new TextEncoder().encode(json),
    );
    return { key: this.#first, iv: base64(iv), data: base64(new Uint8Array(data)) };
  }

  /** The JSON text again. Rejects with RequestError, `corrupt_row`. */
  async open(sealed: unknown, table: string, row: string): Promise<string> {
    const { key: id, iv, data } = (sealed ?? {}) as Partial<Record<keyof Sealed, unknown>>;
    if (typeof id !== 'string' || typeof iv !== 'string' || typeof data !== 'string') {
      throw unreadable(row, 'it is not sealed');
    }
    const key = await this.#key(id);
    if (key === undefined) {
      throw unreadable(row, 'AGENTKEEP_ENCRYPTION_KEYS has no key of the id that sealed it');
    }
    const bytes = [bytesOf(iv), bytesOf(data)] as const;
    if (bytes[0]?.length !== ivBytes || bytes[1] === undefined) {
      throw unreadable(row, 'it is not sealed');
    }
    try {
      const opened = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: bytes[0], additionalData: place(table, row) },
        key,
        bytes[1],
      );
      return new TextDecoder().decode(opened);
    } catch {
      throw unreadable(row, 'it was changed, or sealed for another row or by another key');
    }
  }

  async #key(id: string): Promise<CryptoKey | undefined> {
    const bytes = this.#keys.get(id);
    if (bytes === undefined) return undefined;
    let key = this.#imported.get(id);
    if (key === undefined) {
      key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
      this.#imported.set(id, key);
    }
    return key;
  }
}

let parsed: { readonly text: string; readonly keys: EncryptionKeys } | undefined;

/** Undefined where there is no text. Throws ConfigError. */
export function encryptionKeysOf(text: string | undefined): EncryptionKeys | undefined {
  if (text === undefined || text === '') return undefined;
  if (parsed?.text !== text) parsed = { text, keys: new EncryptionKeys(text) };
  return parsed.keys;
}

// No name of a table has a NUL.
const place = (table: string, row: string) => new TextEncoder().encode(`${table}\0${row}`);

function unreadable(row: string, why: string): RequestError {
  return new RequestError('corrupt_row', `the value of credential ${row} cannot be read: ${why}`);
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const decoded = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(decoded, (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
