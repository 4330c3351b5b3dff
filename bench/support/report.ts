// What a part reports, and how it is shown: as text, as Markdown, and kept in results.json.

export interface Target {
  /** What the number says, with its unit. */
  what: string;
  value: number;
  limit: number;
  atMost: boolean;
}

export interface Section {
  title: string;
  notes: string[];
  columns: string[];
  rows: (string | number)[][];
  targets: Target[];
}

export function isMet({ value, limit, atMost }: Target): boolean {
  return atMost ? value <= limit : value >= limit;
}

export function asText({ title, notes, columns, rows, targets }: Section): string {
  const cells = [columns, ...rows.map((row) => row.map(show))];
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
      )
      .join('  ')
      .trimEnd(),
  );
  return [
    `== ${title}`,
    ...notes,
    '',
    ...lines,
    '',
    ...targets.map((target) => `${isMet(target) ? 'met   ' : 'MISSED'}  ${showTarget(target)}`),
  ].join('\n');
}

export function asMarkdown({ title, notes, columns, rows, targets }: Section): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const missed = targets.filter((target) => !isMet(target));
  return [
    `### ${title}`,
    '',
    ...notes.flatMap((note) => [note, '']),
    line(columns),
    line(columns.map((_, column) => (column === 0 ? '---' : '---:'))),
    ...rows.map((row) => line(row.map(show))),
    '',
    ...(targets.length > 0
      ? [
          `Targets met: ${targets.length - missed.length} of ${targets.length}.`,
          '',
          ...missed.map((target) => `- missed: ${showTarget(target)}`),
          ...(missed.length > 0 ? [''] : []),
        ]
      : []),
  ].join('\n');
}

function showTarget({ what, value, limit, atMost }: Target): string {
  return `${what}: ${show(value)} (${atMost ? 'at most' : 'at least'} ${show(limit)})`;
}

function show(value: string | number): string {
  if (typeof value === 'string') return value;
  return value.toLocaleString('en-US', {
    maximumFractionDigits: Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3,
  });
}
