/** The pages of the documentation, as the tests read them: blocks of code, links, anchors. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url).href);

/**
 * A fenced block. What a reader does not see stands in HTML comments before it:
 * `<!-- given: … -->` is put in front of it, `<!-- then: … -->` after it (and so it is run, or, of a
 * shell's, must be printed), `<!-- serves: … -->` says that it is a Worker and what that answers,
 * `<!-- file: … -->` makes it that file of a project whose tests are run, `<!-- not run: why -->` keeps
 * it from being tried.
 */
export interface Block {
  /** Path of the page from the root of the tree, and the line of the fence. */
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
  readonly given: string;
  readonly then: string | undefined;
  readonly serves: string | undefined;
  readonly file: string | undefined;
  readonly notRun: string | undefined;
}

export interface Link {
  readonly page: string;
  readonly line: number;
  readonly target: string;
}

export interface Page {
  readonly path: string;
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  /** Of its headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
}

/** Every page of the tree, but of what others wrote and what was built. */
export function markdownFiles(): string[] {
  const exclude = ['**/node_modules/**', 'build/**', 'dist/**', '.tools/**'];
  return globSync('**/*.md', { cwd: root, exclude }).sort();
}

/** Fails at a fence without an end, and at a comment of these that no block follows. */
export function readPage(path: string): Page {
  const blocks: Block[] = [];
  const links: Link[] = [];
  const anchors = new Set<string>();
  let comments: Record<string, string> = {};
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  for (let i = 0; i < lines.length; ++i) {
    const fence = /^( *)(`{3,})(\S*)/.exec(lines[i]!);
    if (fence !== null) {
      const [, indent, ticks, language] = fence as unknown as [string, string, string, string];
      const end = lines.indexOf(indent + ticks, i + 1);
      if (end < 0) throw new Error(`${path}:${i + 1} has no end`);
      blocks.push({
        ...{ page: path, line: i + 1, language },
        text: lines
          .slice(i + 1, end)
          .map((line) => line.slice(indent.length) + '\n')
          .join(''),
        given: comments.given ?? '',
        then: comments.then,
        serves: comments.serves,
        file: comments.file?.trim(),
        notRun: comments['not run'],
      });
      comments = {};
      i = end;
      continue;
    }
    const comment = /^ *<!-- (given|then|serves|file|not run): ?(.*)$/.exec(lines[i]!);
    if (comment !== null) {
      const [, name, first] = comment as unknown as [string, string, string];
      const text = [first];
      while (!text.at(-1)!.endsWith('-->')) {
        if (++i === lines.length) throw new Error(`a comment of ${path} has no end`);
        text.push(lines[i]!);
      }
      comments[name] = text.join('\n').slice(0, -3).trim() + '\n';
      continue;
    }
    if (lines[i]!.trim() !== '' && Object.keys(comments).length > 0) {
      throw new Error(`${path}:${i + 1}: a comment before it belongs to no block`);
    }
    const heading = /^#+ (.*)$/.exec(lines[i]!);
    if (heading !== null) anchors.add(anchorOf(heading[1]!, anchors));
    for (const [, target] of withoutCode(lines[i]!).matchAll(/\]\(([^)\s]+)\)/g)) {
      links.push({ page: path, line: i + 1, target: target! });
    }
  }
  return { path, blocks, links, anchors };
}

const withoutCode = (line: string) => line.replace(/(`+)[^`]+\1/g, '');

/** How GitHub calls a heading that follows those `taken`. */
function anchorOf(heading: string, taken: ReadonlySet<string>): string {
  const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
  const anchor = plain.replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '').replaceAll(' ', '-');
  for (let n = 0, name = anchor; ; name = `${anchor}-${++n}`) if (!taken.has(name)) return name;
}

/** The path that a relative link means, from the root of the tree, and its anchor. */
export function placeOf({ page, target }: Link): { path: string; anchor: string | undefined } {
  const [path, anchor] = target.split('#') as [string, string | undefined];
  const file = path === '' ? page : join(dirname(page), decodeURIComponent(path));
  return { path: normalize(file), anchor };
}

export const isRelative = ({ target }: Link) => !/^[a-z]+:/i.test(target);
