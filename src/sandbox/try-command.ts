import { createRun } from '../scenario/run.ts';
import { parseScenario } from '../scenario/schema.ts';
import type { Diagnostic } from './protocol.ts';

/** Events after which a command that only looks at files is given up. */
const MOST_EVENTS = 200_000;

/**
 * What a command prints with this text in place of the file: the real one, run on a machine of its own that holds the
 * scenario's files. Where these make no machine, the complaints about them.
 */
export function tryCommand(
  files: Readonly<Record<string, unknown>>,
  path: string,
  text: string,
  argv: readonly string[],
): { readonly output: string } | { readonly problems: Diagnostic[] } {
  const parsed = parseScenario({
    version: 1,
    name: argv.join(' ').slice(0, 80),
    until: 0,
    files: { ...files, [path]: text },
    inputs: [{ kind: 'command', id: 'try', at: 0, argv }],
  });
  if (!parsed.ok) return { problems: parsed.problems.map((message) => ({ path, line: 1, column: 1, message })) };
  const run = createRun(parsed.scenario);
  run.start();
  run.sim.run(Infinity, MOST_EVENTS);
  const output = run.sim.trace.events.flatMap((event) => (event.kind === 'process.output' ? [event.text] : []));
  return { output: output.join('') };
}
