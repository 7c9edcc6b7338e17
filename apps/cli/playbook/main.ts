import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { checkPlaybook, diffPlaybooks, playbookYaml, readPlaybook } from '#cases';
import { BUILT_IN_PLAYBOOKS, DEFAULT_PLAYBOOK, PLAYBOOK_SCHEMA, type Playbook } from '#escalation';
import { DeskError } from '#platform';
import { simulate } from './simulate.js';

const USAGE = `usage: holdline playbook <command>

  show [PLAYBOOK]             writes a playbook as YAML
  schema                      writes the JSON Schema of a playbook
  validate FILE…              says everything that keeps a playbook from being published
  diff BEFORE AFTER           what is different from one to the other
  simulate [TODAY] CANDIDATE  the half-year under two playbooks, side by side; TODAY is default when it is not named
           [--days 181] [--seed 1] [--officers 4] [--json]

PLAYBOOK, BEFORE, AFTER, TODAY and CANDIDATE are files (YAML or JSON, - for standard input), or default, or default/VERSION.
Exit code: 0 all is well, 1 something was found, 2 the command is not understood.
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** @throws DeskError not_found for a built-in version that there is none of, or a file that is not there */
async function textOf(name: string): Promise<string> {
  try {
    return await (name === '-' ? text(process.stdin) : readFile(name, 'utf8'));
  } catch (error) {
    throw new DeskError('not_found', `${name} cannot be read: ${(error as Error).message}`);
  }
}

async function playbookOf(name: string): Promise<Playbook> {
  if (name === 'default') return DEFAULT_PLAYBOOK;
  const [, version] = /^default\/(\d+)$/.exec(name) ?? [];
  if (version === undefined) return readPlaybook(await textOf(name));
  const found = BUILT_IN_PLAYBOOKS.find((one) => one.version === Number(version));
  if (!found) throw new DeskError('not_found', `there is no built-in version ${version}`);
  return found;
}

async function validate(files: string[]): Promise<boolean> {
  let sound = true;
  for (const file of files) {
    const { ok, errors } = checkPlaybook(await textOf(file));
    sound &&= ok;
    say(ok ? `${file}: may be published` : `${file}: ${errors.length} found`);
    for (const { field, code, message, messageZh } of errors)
      say(`  ${field}  [${code}]\n    ${message}\n    ${messageZh}`);
  }
  return sound;
}

const shown = (value: unknown): string => (value === null ? '—' : JSON.stringify(value));

async function diff(before: string, after: string): Promise<boolean> {
  const changes = diffPlaybooks(await playbookOf(before), await playbookOf(after));
  for (const change of changes)
    say(`${change.path}\n  - ${shown(change.before)}\n  + ${shown(change.after)}`);
  if (changes.length === 0) say('no difference');
  return changes.length === 0;
}

/** @returns whether all is well; null when the command is not understood */
async function run(): Promise<boolean | null> {
  if (process.argv[2] === 'simulate') return simulate(process.argv.slice(3), playbookOf);
  const { positionals, values } = parseArgs({ allowPositionals: true, strict: false });
  // None of these commands has an option: --help too is answered with how it is used.
  if (Object.keys(values).length > 0) return null;
  const [command, ...names] = positionals;
  if (command === 'show' && names.length <= 1) {
    process.stdout.write(playbookYaml(await playbookOf(names[0] ?? 'default')));
    return true;
  }
  if (command === 'schema' && names.length === 0) {
    say(JSON.stringify(PLAYBOOK_SCHEMA, null, 2));
    return true;
  }
  if (command === 'validate' && names.length > 0) return validate(names);
  if (command === 'diff' && names.length === 2) return diff(names[0]!, names[1]!);
  return null;
}

try {
  const well = await run();
  if (well === null) process.stderr.write(USAGE);
  process.exitCode = well === null ? 2 : well ? 0 : 1;
} catch (error) {
  if (!(error instanceof DeskError)) throw error;
  process.stderr.write(`${error.message}\n`);
  for (const { field, message, messageZh } of error.errors)
    process.stderr.write(`  ${field}: ${message}${messageZh ? ` / ${messageZh}` : ''}\n`);
  process.exitCode = 1;
}
