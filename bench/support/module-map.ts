// Whose the bytes of the module are, by the linker's map: before wasm-opt, which leaves no names.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

export interface Share {
  /** A domain, a folder of src/, or `library`: that of C and C++. */
  owner: string;
  code: number;
  data: number;
}

interface Part {
  symbol: string;
  address: number;
  size: number;
}

/**
 * Links agentkeep.wasm of build/wasi, which must be built, once more, with names. Texts are the data
 * of who names them in a table; those that only code names, or several owners, are `text`.
 */
export async function sharesOfModule(): Promise<Share[]> {
  const folder = await mkdtemp(join(tmpdir(), 'agentkeep-map-'));
  try {
    const built = join(root, 'build/wasi');
    const commands = (
      await run('ninja', ['-C', built, '-t', 'commands', 'agentkeep.wasm'], { maxBuffer })
    ).stdout;
    const link = /\S+clang\+\+\S* [^&]*-o agentkeep\.wasm/.exec(
      commands.trim().split('\n').at(-1)!,
    )?.[0];
    if (link === undefined) throw new Error('the command that links agentkeep.wasm was not found');
    const [program, ...args] = link
      .replace('-Wl,--strip-all', `-Wl,-Map=${folder}/map`)
      .replace('-o agentkeep.wasm', `-o ${folder}/module`)
      .split(/\s+/);
    await run(program!, args, { cwd: built, maxBuffer });
    return shares(
      await readFile(join(folder, 'map'), 'utf8'),
      await readFile(join(folder, 'module')),
      await namespaces(),
      new Set(await readdir(join(root, 'src/domains'))),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

const maxBuffer = 64 * 1024 * 1024;

/** The folder of src/, or the domain, that each namespace within `agentkeep` belongs to. */
async function namespaces(): Promise<Map<string, string>> {
  const owners = new Map<string, string>();
  const files = await readdir(join(root, 'src'), { recursive: true });
  const own = new Set<string>();
  for (const file of files.filter((name) => /\.(cc|h)$/.test(name)).sort()) {
    const [folder, inner] = file.split('/');
    const owner = folder === 'domains' ? inner! : folder!;
    const text = await readFile(join(root, 'src', file), 'utf8');
    for (const [, name] of text.matchAll(/^namespace agentkeep::(\w+) \{/gm)) {
      // One that is declared in other folders, too, is that of its name.
      const isOwn = name!.replaceAll('_', '-') === owner;
      if (isOwn) own.add(name!);
      if (isOwn || !own.has(name!)) owners.set(name!, owner);
    }
  }
  return owners;
}

function shares(
  map: string,
  module: Buffer,
  owners: Map<string, string>,
  domains: Set<string>,
): Share[] {
  const found = new Map<string, Share>();
  const add = (owner: string, kind: 'code' | 'data', bytes: number) => {
    const share = found.get(owner) ?? { owner, code: 0, data: 0 };
    share[kind] += bytes;
    found.set(owner, share);
  };
  const ownerOf = (symbol: string) => {
    // What is made of a template for a domain is the domain's.
    for (const [, length, name] of symbol.matchAll(/(?<!\d)(\d+)([a-z_]+)/g)) {
      const owner = owners.get(name!.slice(0, Number(length)));
      if (owner !== undefined && domains.has(owner)) return owner;
    }
    const [, length, rest] = /9agentkeep(\d+)(\w*)/.exec(symbol) ?? [];
    if (length === undefined) return 'library';
    return owners.get(rest!.slice(0, Number(length))) ?? 'core';
  };
  for (const { symbol, size } of partsOf(map, 'CODE')) add(ownerOf(symbol), 'code', size);

  const data = partsOf(map, 'DATA');
  const texts = data.find(({ symbol }) => symbol === '.rodata');
  if (texts === undefined) throw new Error('the map names no texts');
  const base = dataOf(module) - texts.address; // of the texts, which come first
  // Who names each byte of them, by a pointer with a length behind it.
  const named: (string | undefined)[] = Array.from({ length: texts.size });
  for (const { symbol, address, size } of data) {
    const owner = ownerOf(symbol);
    if (symbol !== '.rodata') add(owner, 'data', size);
    for (let at = base + address; at + 8 <= base + address + size; at += 4) {
      const from = module.readUInt32LE(at) - texts.address;
      const length = module.readUInt32LE(at + 4);
      if (from < 0 || length > 1000 || from + length > texts.size) continue;
      // With the null behind it.
      for (let i = from; i <= from + length && i < texts.size; i++) {
        named[i] = named[i] === undefined || named[i] === owner ? owner : 'text';
      }
    }
  }
  for (const owner of named) add(owner ?? 'text', 'data', 1);
  return [...found.values()].sort((a, b) => b.code + b.data - a.code - a.data);
}

/** What a section of the module is made of. */
function partsOf(map: string, section: 'CODE' | 'DATA'): Part[] {
  const lines = map.split('\n');
  const start = lines.findIndex((line) => line.endsWith(` ${section}`));
  const parts: Part[] = [];
  for (const line of lines.slice(start + 1)) {
    const [, address, size, name] = /^ +(\S+) +\w+ +(\w+) (.*)$/.exec(line) ?? [];
    if (name === undefined || /^[A-Z]/.test(name)) break; // the next section
    const [, symbol] = /^ {8}\S.*:\((.*)\)$/.exec(name) ?? [];
    if (symbol === undefined) continue; // a heading, or what the line before it has already said
    parts.push({
      symbol,
      address: address === '-' ? 0 : parseInt(address!, 16),
      size: parseInt(size!, 16),
    });
  }
  return parts;
}

/** Where the bytes of the first segment of data begin. */
function dataOf(module: Buffer): number {
  let at = 8; // behind the magic number and the version
  const next = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = module[at++]!;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const dataSection = 11;
  for (;;) {
    const section = module[at++];
    const size = next();
    if (section === dataSection) break;
    if (section === undefined) throw new Error('the module has no data');
    at += size;
  }
  next(); // how many segments
  const isPassive = next() === 1;
  if (!isPassive) {
    at += 1; // i32.const
    next(); // its address
    at += 1; // end
  }
  next(); // bytes
  return at;
}
