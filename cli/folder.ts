import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Refusal } from './errors.js';

/**
 * Makes the folder and those that it is in, where they are missing. Throws Refusal. One after the other:
 * `recursive` of Node's own never ends where a folder that is there takes none, such as /proc.
 */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  let path = resolve(folder);
  for (; !existsSync(path) && dirname(path) !== path; path = dirname(path)) missing.push(path);
  if (missing.length === 0 && !statSync(path).isDirectory()) {
    throw new Refusal(`${folder} cannot be made: EEXIST`);
  }
  for (const each of missing.reverse()) {
    try {
      mkdirSync(each);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue; // made by another meanwhile
      throw new Refusal(`${folder} cannot be made: ${each}: ${code ?? String(cause)}`);
    }
  }
}
