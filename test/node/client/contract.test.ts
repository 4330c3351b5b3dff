import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import {
  cellsOf,
  isWhole,
  tableOfDomains,
  tableOfReadme,
  writeTable,
} from '../../contract/kept.js';
import { contract } from '../../contract/suite.js';
import type { Transport } from '../../contract/transport.js';

const folder = new URL('../../contract/transports/', import.meta.url).href;

// One transport alone: npx vitest run --project node contract -t 'contract over D1 binding'
for (const file of readdirSync(fileURLToPath(folder)).sort()) {
  const { transport } = (await import(folder + file)) as { transport: Transport };
  contract(transport);
}

it('is what the table of the README says', ({ skip }) => {
  if (!isWhole()) skip('not all transports ran');
  if (process.env['WRITE_TABLE']) writeTable();
  expect(tableOfReadme()).toEqual(cellsOf(tableOfDomains()));
});
