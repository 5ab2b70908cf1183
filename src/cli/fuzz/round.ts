/** Runs one random world and says what is wrong with it: nothing, if all is well. */
import { createHash } from 'node:crypto';
import { createRun, type Run } from '../../scenario/run.ts';
import { parseScenario } from '../../scenario/schema.ts';
import { drive, type GuestSource } from '../drive.ts';
import { nodeShelf } from '../shelf.ts';
import { randomWorld } from './world.ts';

export interface RoundReport {
  readonly problems: readonly string[];
  /** Of the whole trace. */
  readonly hash: string;
  readonly events: number;
}

async function once(seed: number, guest: GuestSource): Promise<RoundReport> {
  const parsed = parseScenario(randomWorld(seed));
  if (!parsed.ok) return { problems: parsed.problems, hash: '', events: 0 };
  const run = createRun(parsed.scenario, { shelf: nodeShelf() });
  const problems: string[] = [];
  try {
    await drive(run, guest);
    problems.push(...run.leaks(), ...unanswered(run));
  } catch (error) {
    // The engine broke, hung, or lost Python: what this is here to find.
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    guest.discard();
  }
  const { events } = run.sim.trace;
  const hash = createHash('sha256');
  for (const event of events) hash.update(JSON.stringify(event));
  return { problems, hash: hash.digest('hex').slice(0, 16), events: events.length };
}

/** Visitors of whom nobody can say how it ended. */
const unanswered = (run: Run): string[] =>
  run.scenario.inputs.flatMap((input) =>
    input.kind === 'request' && !run.requests.has(input.id) ? [`request ${input.id} never ended`] : [],
  );

/** One round, twice when `again`: the second trace must be the first, byte for byte. */
export async function worldRound(seed: number, guest: GuestSource, again: boolean): Promise<RoundReport> {
  const first = await once(seed, guest);
  if (!again || first.problems.length > 0) return first;
  const second = await once(seed, guest);
  return second.hash === first.hash ? first : { ...first, problems: [`another trace: ${first.hash}, ${second.hash}`] };
}
