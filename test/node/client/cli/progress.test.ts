import { expect, test } from 'vitest';
import { span } from '../../../../cli/move/progress.js';

test.each([
  [0.2, '1 s'],
  [59, '59 s'],
  [60, '1 min 00 s'],
  [190, '3 min 10 s'],
  [3720, '1 h 02 min'],
])('%d seconds are told as %s', (seconds, words) => expect(span(seconds)).toBe(words));
