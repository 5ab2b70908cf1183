/**
 * `npm run -s sim -- CASE.json… [--out DIR]`: runs recorded cases and writes what came of each, one JSON object per
 * line on standard output, or one file per case under DIR. `--trace CASE.json` prints the trace as text instead;
 * `--events SCENARIO.json` runs a scenario of our own form and prints its events, one JSON object per line.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRun } from '../scenario/run.ts';
import { parseScenario } from '../scenario/schema.ts';
import { printTrace } from '../trace/text.ts';
import type { Case } from './case.ts';
import { drive, type GuestSource } from './drive.ts';
import { lazyGuest } from './python.ts';
import { nodeShelf } from './shelf.ts';
import { runCase, type Surroundings } from './run-case.ts';

const USAGE =
  'usage: npm run -s sim -- CASE.json… [--out DIR]\n       npm run -s sim -- --trace CASE.json\n       npm run -s sim -- --events SCENARIO.json\n';

interface Options {
  readonly files: readonly string[];
  readonly out: string | null;
  readonly show: 'observation' | 'trace' | 'events';
}

function options(args: readonly string[]): Options | null {
  const files: string[] = [];
  let out: string | null = null;
  let show: Options['show'] = 'observation';
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--trace') show = 'trace';
    else if (arg === '--events') show = 'events';
    else if (arg === '--out') {
      out = args[++i] ?? null;
      if (out === null) return null;
    } else if (arg.startsWith('--')) return null;
    else files.push(arg);
  }
  return files.length > 0 ? { files, out, show } : null;
}

/** False, and a message, where it is no scenario. */
async function printEvents(file: string, data: unknown, guest: GuestSource): Promise<boolean> {
  const parsed = parseScenario(data);
  if (!parsed.ok) {
    process.stderr.write(`${file}: ${parsed.problems.join('; ')}\n`);
    return false;
  }
  const run = createRun(parsed.scenario, { shelf: nodeShelf() });
  await drive(run, guest);
  for (const event of run.sim.trace.events) process.stdout.write(`${JSON.stringify(event)}\n`);
  return true;
}

export async function main(args: readonly string[], root: string): Promise<number> {
  const wanted = options(args);
  if (!wanted) {
    process.stderr.write(USAGE);
    return 2;
  }
  const surroundings: Surroundings = {
    nginxConf: readFileSync(join(root, 'fidelity/nginx.conf'), 'utf8'),
    guest: lazyGuest(),
  };
  for (const file of wanted.files) {
    let data: unknown;
    try {
      data = JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      process.stderr.write(`${file}: ${error instanceof Error ? error.message : String(error)}\n`);
      return 1;
    }
    if (wanted.show === 'events') {
      if (!(await printEvents(file, data, surroundings.guest))) return 1;
      continue;
    }
    const c = data as Case;
    const { observation, run } = await runCase(c, surroundings);
    if (wanted.show === 'trace') {
      process.stdout.write(run ? printTrace(run.sim.trace.events) : `unsupported: ${observation.unsupported}\n`);
      continue;
    }
    const text = JSON.stringify(observation, null, wanted.out === null ? 0 : 1);
    if (wanted.out === null) process.stdout.write(`${text}\n`);
    else {
      const path = join(wanted.out, `${c.name}.json`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${text}\n`);
    }
  }
  return 0;
}
