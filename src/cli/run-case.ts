import './extras.ts';
import { BUILTINS } from '../programs/bash/builtins.ts';
import { isProgram } from '../scenario/programs.ts';
import { createRun, type Run } from '../scenario/run.ts';
import { parseScenario } from '../scenario/schema.ts';
import { argvOf, caseScenario, type Case } from './case.ts';
import { CannotRun, drive, type GuestSource } from './drive.ts';
import { nodeShelf } from './shelf.ts';
import type { Observation } from './observation.ts';
import { observe } from './observe.ts';

export interface Surroundings {
  readonly nginxConf: string;
  /** Asked when a case first needs Python. */
  readonly guest: GuestSource;
}

export interface CaseRun {
  readonly observation: Observation;
  /** Null when the case could not even be started. */
  readonly run: Run | null;
}

/** Process ids of a case start here: numbers that no test prints by chance, and no port. */
const FIRST_PID = 20_001;

/** Run one case in a world of its own. What cannot be run says why. */
export async function runCase(c: Case, { nginxConf, guest }: Surroundings): Promise<CaseRun> {
  const refuse = (why: string, run: Run | null = null): CaseRun => ({
    observation: { case: c.name, unsupported: why },
    run,
  });
  const missing = missingProgram(c);
  if (missing !== null) return refuse(missing);
  const parsed = parseScenario(caseScenario(c, nginxConf));
  if (!parsed.ok) return refuse(`not understood: ${parsed.problems.slice(0, 3).join('; ')}`);
  const run = createRun(parsed.scenario, { firstPid: FIRST_PID, shelf: nodeShelf() });
  try {
    await drive(run, guest);
    const absent = missingPackage(c, run);
    return absent === null ? { observation: observe(c, run), run } : refuse(absent, run);
  } catch (error) {
    if (error instanceof CannotRun) return refuse(error.message, run);
    return refuse(`the engine broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, run);
  }
}

/** The first program or feature that this case needs and that does not exist here. */
function missingProgram(c: Case): string | null {
  const commands = [
    ...(c.setup ?? []).map((one) => argvOf(Array.isArray(one) || typeof one === 'string' ? one : one.argv)),
    ...[...(c.servers ?? []), ...(c.commands ?? [])].map((one) => argvOf(one.argv)),
  ];
  // Commands that come with a Python package which the case installs.
  const packaged = new Set([...nodeShelf().values()].flatMap(({ scripts }) => Object.keys(scripts)));
  for (const argv of commands) {
    const [name = '', , script = ''] = argv;
    const known = (program: string): boolean => {
      const base = program.split('/').pop() ?? '';
      return isProgram(base) || packaged.has(base) || base in BUILTINS;
    };
    if (!known(name)) return missing(name);
    if (!/(^|\/)sh$/.test(name)) continue;
    // The words that stand where a command does, behind what is set for it alone.
    for (const [, program = ''] of script
      .replace(/'[^']*'|"[^"]*"/g, "''")
      .matchAll(/(?:^|(?<!>)[|;&]\s*)(?:\w+=\S*\s+)*([\w./-]+)(?![=\w])/g))
      if (!known(program) && !KEYWORDS.has(program) && !program.startsWith('/home/')) return missing(program);
  }
  return null;
}

/** Words of the shell that stand before a command. */
const KEYWORDS = new Set('if then else elif fi for while until do done time case esac'.split(' '));

/** Commands that come with a Python package, where they do not bear its name. */
const COMES_WITH: Readonly<Record<string, string>> = {
  'waitress-serve': 'waitress',
  'django-admin': 'django',
  twist: 'twisted',
};
const PACKAGED = new Set(['flask', 'hypercorn', 'daphne', 'cheroot']);

function missing(program: string): string {
  const base = program.split('/').pop() ?? '';
  const from = COMES_WITH[base] ?? (PACKAGED.has(base) ? base : undefined);
  return from === undefined ? `no program ${program}` : `no Python package ${from}`;
}

/** A Python package that this case is about and that is not installed here. */
function missingPackage(c: Case, run: Run): string | null {
  const said = [...run.servers.values(), ...run.commands.values()]
    .flatMap((one) => one.family.output.map((part) => part.text))
    .join('');
  for (const need of (c.needs ?? []).filter((one) => !isProgram(one))) {
    if (new RegExp(`No module named '?${need}\\b|requires ${need}\\b`, 'i').test(said))
      return `no Python package ${need}`;
  }
  return null;
}
