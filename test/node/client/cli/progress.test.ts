import { expect, test } from 'vitest';
import { span, wordsOf } from '../../../../cli/move/progress.js';

test.each([
  [0.2, '1 s'],
  [59, '59 s'],
  [60, '1 min 00 s'],
  [190, '3 min 10 s'],
  [3720, '1 h 02 min'],
])('%d seconds are told as %s', (seconds, words) => expect(span(seconds)).toBe(words));

test.each([
  [0, { rows: 0, isAbout: false }, { done: '0', left: '' }],
  [50, { rows: 0, isAbout: true }, { done: '50', left: '' }],
  [50, { rows: 150, isAbout: false }, { done: '50/150', left: ' | 20 s left' }],
  [50, { rows: 150, isAbout: true }, { done: '50/about 150', left: ' | about 20 s left' }],
  [200, { rows: 150, isAbout: true }, { done: '200/about 150', left: '' }],
])('%d of %j rows after ten seconds', (done, expected, words) => {
  expect(wordsOf(done, expected, 10)).toMatchObject(words);
});
