import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Refusal } from '../errors.js';

/**
 * How far a move has come, in a file that is whole at any moment: whoever is killed goes on from
 * there. What was done since is done again, and ends the same.
 */
export class State<Content extends { version: 1 }> {
  readonly file: string;
  content: Content;
  /** It goes on from an earlier run. */
  readonly isResumed: boolean;

  constructor(file: string, fresh: Content, isSame: (found: Content) => boolean) {
    this.file = file;
    this.isResumed = existsSync(file);
    this.content = this.isResumed ? read<Content>(file) : fresh;
    if (this.content.version !== 1 || !isSame(this.content)) {
      throw new Refusal(`${file} is of another move: delete it to begin anew`);
    }
  }

  save(): void {
    writeFileSync(`${this.file}.new`, JSON.stringify(this.content));
    renameSync(`${this.file}.new`, this.file);
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }
}

function read<Content>(file: string): Content {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Content;
  } catch {
    throw new Refusal(`${file} cannot be read: delete it to begin anew`);
  }
}

/** A short name for what a move is about. */
export function shortHash(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);
}
