import { Option } from 'commander';
import { Refusal } from './errors.js';

/** Who is asked before a step that cannot be undone. */
export interface Person {
  agrees(question: string): Promise<boolean>;
  /** What becomes of rows whose key is there; undefined: nothing is to be done. */
  onConflict(question: string): Promise<'skip' | 'replace' | undefined>;
}

export const yesOption = new Option(
  '-y, --yes',
  'ask nothing; it is not asked with --json, either',
);

/** Nobody where no terminal is, or nothing is to be asked. */
export function personAt(options: {
  readonly yes?: true;
  readonly json?: true;
}): Person | undefined {
  const isThere = process.stdin.isTTY && process.stderr.isTTY;
  return isThere && !options.yes && !options.json ? atTerminal : undefined;
}

/** Throws Refusal where a person does not agree. */
export async function agreed(person: Person | undefined, question: string): Promise<void> {
  if (person === undefined || (await person.agrees(question))) return;
  throw new Refusal('stopped; nothing was changed');
}

// Answers go to stdout, questions do not.
const output = process.stderr;

const atTerminal: Person = {
  async agrees(message) {
    const { confirm } = await import('@clack/prompts');
    return (await confirm({ message, initialValue: false, output })) === true;
  },
  async onConflict(message) {
    const { isCancel, select } = await import('@clack/prompts');
    const answer = await select<'skip' | 'replace' | 'stop'>({
      message,
      options: [
        { value: 'stop', label: 'stop here' },
        { value: 'skip', label: 'keep its rows where keys are the same' },
        { value: 'replace', label: 'replace its rows where keys are the same' },
      ],
      output,
    });
    return isCancel(answer) || answer === 'stop' ? undefined : answer;
  },
};
