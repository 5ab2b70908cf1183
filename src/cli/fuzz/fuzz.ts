/**
 * `npm run fuzz [-- --seed N] [--rounds N] [--conf N] [--live N] [--show N]`: random nginx configurations, random HTTP
 * bytes, random apps that break their contract, random signals and disconnects. The engine must not crash, hang or leak,
 * and the same seed must give the same trace. `--live` compares `nginx -t` of this machine with ours, where there is one;
 * `--show` prints the configuration and the world of a seed. Exit code 1: something was found.
 */
import { parseArgs } from 'node:util';
import { lazyGuest } from '../python.ts';
import { randomConf } from './conf.ts';
import { compareLive, ourVerdict, realNginx } from './live.ts';
import { worldRound } from './round.ts';
import { randomWorld } from './world.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** How many of the configurations must be judged alike, and how many of the refusals must name the same line. */
const AGREEMENT = { verdict: 0.995, line: 0.99 };

function confs(seed: number, rounds: number): boolean {
  let refused = 0;
  for (let i = seed; i < seed + rounds; i++) {
    try {
      if (!ourVerdict('/etc/nginx/nginx.conf', randomConf(i)).ok) refused++;
    } catch (error) {
      say(`conf ${i}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return false;
    }
  }
  say(`configurations  ${rounds} read, ${refused} refused, none broke the reader`);
  return true;
}

async function worlds(seed: number, rounds: number): Promise<boolean> {
  const guest = lazyGuest();
  let [found, events] = [0, 0];
  for (let i = seed; i < seed + rounds; i++) {
    const report = await worldRound(i, guest, i % 4 === 0);
    events += report.events;
    if (report.problems.length > 0) found++;
    for (const problem of report.problems) say(`world ${i}: ${problem}`);
  }
  say(`worlds          ${rounds} run, ${events} events, ${found} with problems`);
  return found === 0;
}

function live(seed: number, rounds: number): boolean {
  if (rounds === 0) return true;
  const version = realNginx();
  if (version === null) {
    say('nginx -t        not compared: no nginx on this machine');
    return true;
  }
  const { accepted, verdict, line, words, differences } = compareLive(seed, rounds);
  for (const difference of differences) say(difference);
  const share = (n: number): string => `${((100 * n) / rounds).toFixed(2)} %`;
  say(`nginx -t        ${rounds} compared with nginx ${version} (${accepted} accepted by it)`);
  say(`                same verdict ${share(verdict)}, and line ${share(line)}, and words ${share(words)}`);
  return verdict >= rounds * AGREEMENT.verdict && line >= rounds * AGREEMENT.line;
}

export async function main(args: readonly string[]): Promise<number> {
  const number = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { seed: number, rounds: number, conf: number, live: number, show: number },
  });
  const count = (text: string | undefined, fallback: number): number => (text === undefined ? fallback : Number(text));
  if (values.show !== undefined) {
    say(randomConf(Number(values.show)));
    say(JSON.stringify(randomWorld(Number(values.show)), null, 1));
    return 0;
  }
  const seed = count(values.seed, 1);
  const good = [
    confs(seed, count(values.conf, 2000)),
    live(seed, count(values.live, 1000)),
    await worlds(seed, count(values.rounds, 100)),
  ];
  return good.every(Boolean) ? 0 : 1;
}
