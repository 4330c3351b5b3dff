import { readFileSync } from 'node:fs';
import { unpackRecording } from '../../real-input/recording.js';
import type { Recording } from '../../real-input/recording.js';

export function readRecording(
  file: URL | string = new URL('../../real-input/conversations.json', import.meta.url),
): Recording {
  return unpackRecording(readFileSync(file, 'utf8'));
}
