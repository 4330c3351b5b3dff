// A reporter of Vitest that writes what went wrong to the file AGENTKEEP_TEST_PROBLEMS, a few lines
// each: tests, hooks and files that failed, tests that did not run since a hook failed, and
// errors outside of any test. The file is empty when all is well. `scripts/test` prints it last, where
// it is still found when the log before it is cut off.
import { writeFileSync } from 'node:fs';

const linesOfMessage = 6;

function told(error) {
  const at = (error.stacks ?? []).slice(0, 2).map(({ file, line }) => `    at ${file}:${line}`);
  const message = String(error.stack ?? error.message ?? error)
    .split('\n')
    .slice(0, linesOfMessage);
  return [...message.map((line) => `    ${line}`), ...at].join('\n');
}

function problemsOfModule(module) {
  const name = `${module.project.name} ${module.relativeModuleId}`;
  const problems = [];
  const add = (title, errors) => {
    if (errors.length > 0) problems.push(`FAILED ${title}\n${errors.map(told).join('\n')}`);
  };
  add(name, module.errors());
  for (const suite of module.children.allSuites())
    add(`${name} > ${suite.fullName}`, suite.errors());
  for (const test of module.children.allTests('failed')) {
    add(`${name} > ${test.fullName}`, test.result().errors);
  }
  const unrun = [...module.children.allTests()].filter(
    (test) => test.options.mode === 'run' && !['passed', 'failed'].includes(test.result().state),
  );
  if (unrun.length > 0) problems.push(`NOT RUN ${name}: ${unrun.length} tests`);
  return problems;
}

export default class ProblemsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const problems = [
      ...modules.flatMap(problemsOfModule),
      ...unhandledErrors.map((error) => `OUTSIDE OF ANY TEST\n${told(error)}`),
    ];
    writeFileSync(
      process.env.AGENTKEEP_TEST_PROBLEMS,
      problems.map((problem) => `${problem}\n`).join(''),
    );
  }
}
