import type { Memory } from './host/memory.js';
import { slowest, Watch } from './host/pace.js';
import type { Pace } from './host/pace.js';

/** Shorter answers are handed to the platform whole, which costs less. */
export const streamFromBytes = 256 * 1024;
const pieceBytes = 64 * 1024;

/**
 * A large answer, piece by piece as the client takes it. Until then, or until the client is too slow,
 * it has its share of memory, which new calls wait for. `sent` ends with it.
 */
export function delivered(
  bytes: Uint8Array,
  memory: Memory,
  pace: Pace = slowest,
): { readonly body: ReadableStream; readonly sent: Promise<void> } {
  const { readable, writable } = new FixedLengthStream(bytes.length);
  return { body: readable, sent: send(bytes, writable.getWriter(), memory, pace) };
}

async function send(
  bytes: Uint8Array,
  writer: WritableStreamDefaultWriter<Uint8Array>,
  memory: Memory,
  pace: Pace,
): Promise<void> {
  const share = memory.hold(Date.now(), bytes.length);
  const watch = new Watch(pace, () => {
    writer.abort(new Error('the answer was taken too slowly')).catch(() => undefined);
  });
  try {
    while (watch.bytes < bytes.length && !share.ended && !watch.isLate) {
      const piece = bytes.subarray(watch.bytes, watch.bytes + pieceBytes);
      await writer.write(piece);
      watch.moved(piece.length);
      share.touchedMs = Date.now();
    }
    if (watch.bytes === bytes.length) await writer.close();
  } catch {
    // The client has gone, or was too slow.
  } finally {
    watch.stop();
    memory.end(share);
  }
}
