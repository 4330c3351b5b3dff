// node count-tests.mjs FILE...: adds up the JSON reports of GoogleTest and Vitest and prints
// "N passed, N failed". A report that is missing counts as one failure (its program did not reach
// the end), and so does a test file that failed without a test of its own failing: it could not be
// loaded, or a hook failed. Exit code 1 where something failed.
import { existsSync, readFileSync } from 'node:fs';

function countGoogleTest({ tests, failures, errors, disabled }) {
  const failed = failures + errors;
  return { passed: tests - failed - disabled, failed };
}

function countVitest({ numPassedTests, numFailedTests, testResults }) {
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}

function count(file) {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  return 'testResults' in report ? countVitest(report) : countGoogleTest(report);
}

const counts = process.argv.slice(2).map(count);
const passed = counts.reduce((sum, one) => sum + one.passed, 0);
const failed = counts.reduce((sum, one) => sum + one.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
