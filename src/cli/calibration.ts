/**
 * `npm run -s calibrate [-- --measure]`: what the guest charges for the reference programs against what they cost on a real
 * CPython. `--measure` times them here anew, which is what makes this machine the reference; without it the kept times count.
 * Writes docs/calibration.md.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { lazyGuest } from './python.ts';
import { runCase } from './run-case.ts';

const DIRECTORY = 'src/cli/calibration';
const MEASURED = join(DIRECTORY, 'measured.json');
const ROUNDS = '9';
/** How far off a price may be. */
const TOLERANCE = 0.25;

type Seconds = Readonly<Record<string, number>>;
/** `language` and `library`: the programs by which the prices were found; `unseen`: those that they were tried on afterwards. */
const SETS = ['language', 'library', 'unseen'] as const;
type SetName = (typeof SETS)[number];
interface Measured {
  readonly python: string;
  readonly machine: string;
  readonly seconds: Readonly<Record<SetName, Seconds>>;
}

export interface Compared {
  readonly name: string;
  readonly real: number;
  readonly charged: number;
  readonly ratio: number;
}

export const isNear = ({ ratio }: Compared): boolean => Math.abs(ratio - 1) <= TOLERANCE;

const source = (root: string, set: string): string => readFileSync(join(root, DIRECTORY, `${set}.py`), 'utf8');

/** CPU seconds that the guest charges for each program of a set: the same on every machine. */
async function charged(root: string, set: SetName): Promise<Seconds> {
  const files = Object.fromEntries([...SETS, 'data'].map((name) => [`/home/app/${name}.py`, source(root, name)]));
  const { observation } = await runCase(
    {
      name: `calibration-${set}`,
      family: 'calibration',
      files,
      commands: [{ id: 'run', argv: ['python3', `${set}.py`], cwd: '/home/app', at: 1, timeout: 100 }],
      end_at: 120,
    },
    { nginxConf: '', guest: lazyGuest() },
  );
  const run = 'commands' in observation ? observation.commands?.['run'] : undefined;
  const line = run?.stdout?.at(-1);
  if (typeof line !== 'string')
    throw new Error(`the programs did not run: ${JSON.stringify(observation).slice(0, 1000)}`);
  return JSON.parse(line) as Seconds;
}

/** Each program of a set, as it was measured and as it is charged. */
export async function compareSet(root: string, set: SetName): Promise<readonly Compared[]> {
  const here = await charged(root, set);
  return Object.entries(readMeasured(root).seconds[set]).map(([name, real]) => {
    const its = here[name] ?? 0;
    return { name, real, charged: its, ratio: its / real };
  });
}

const readMeasured = (root: string): Measured => JSON.parse(readFileSync(join(root, MEASURED), 'utf8')) as Measured;

function measure(root: string): void {
  const python = (...args: string[]): string =>
    execFileSync('python3', args, { cwd: join(root, DIRECTORY), encoding: 'utf8' });
  const times = (set: SetName): Seconds => {
    const rounds = [1, 2].map(() => JSON.parse(python('-B', `${set}.py`, ROUNDS)) as Seconds);
    const [first = {}, second = {}] = rounds;
    return Object.fromEntries(Object.entries(first).map(([name, s]) => [name, Math.min(s, second[name] ?? s)]));
  };
  const measured: Measured = {
    python: python('-c', 'import platform; print(platform.python_version())').trim(),
    machine: cpus()[0]?.model.trim() ?? 'unknown',
    seconds: { language: times('language'), library: times('library'), unseen: times('unseen') },
  };
  writeFileSync(join(root, MEASURED), `${JSON.stringify(measured, null, 2)}\n`);
}

const ms = (seconds: number): string => (seconds * 1000).toFixed(2);
const table = (rows: readonly Compared[]): string =>
  ['| program | real, ms | charged, ms | ratio |', '|---|---:|---:|---:|']
    .concat(
      rows.map((row) => {
        const ratio = row.ratio.toFixed(2);
        return `| ${row.name.replaceAll('_', ' ')} | ${ms(row.real)} | ${ms(row.charged)} | ${isNear(row) ? ratio : `**${ratio}**`} |`;
      }),
    )
    .join('\n');

function report(measured: Measured, reference: readonly Compared[], unseen: readonly Compared[]): string {
  const share = (rows: readonly Compared[]): string => `${rows.filter(isNear).length} of ${rows.length}`;
  return `# CPU time of Python, charged and real

Written by \`npm run calibrate\`. The real times are the least of ${Number(ROUNDS) * 2} rounds of CPU time on CPython ${measured.python},
${measured.machine}; that machine is the reference, and a simulated host with \`speed: 1\` computes as fast. What is charged is
counted, not timed, and is the same everywhere. How it is counted: docs/decisions/018-what-python-costs.md.

Within ${TOLERANCE * 100} %: **${share(reference)}** of the programs to which the prices were fitted, **${share(unseen)}** of programs that were only
tried afterwards (a few prices were corrected when these had been seen: no clean hold-out). Those further off are in bold type.

## Fitted

${table(reference)}

## Tried afterwards

${table(unseen)}
`;
}

export async function main(args: readonly string[], root: string): Promise<number> {
  if (args.includes('--measure')) measure(root);
  const reference = [...(await compareSet(root, 'language')), ...(await compareSet(root, 'library'))];
  const unseen = await compareSet(root, 'unseen');
  writeFileSync(join(root, 'docs/calibration.md'), report(readMeasured(root), reference, unseen));
  const far = [...reference, ...unseen].filter((row) => !isNear(row));
  for (const { name, ratio } of far) console.log(`${name}: charged ${ratio.toFixed(2)} times what it takes`);
  console.log(
    `${reference.length + unseen.length - far.length} of ${reference.length + unseen.length} within ${TOLERANCE * 100} %`,
  );
  return 0;
}
