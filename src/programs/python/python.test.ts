// A script that waits for time by looking again and again gets there: its looks take time, as on a real machine.
import { expect, it } from 'vitest';
import { drive } from '../../cli/drive.ts';
import { lazyGuest } from '../../cli/python.ts';
import { fromUtf8 } from '../../base/bytes.ts';
import { ROOT } from '../../machine/filesystem.ts';
import { createRun } from '../../scenario/run.ts';
import { parseScenario } from '../../scenario/schema.ts';

const guest = lazyGuest();
// Library code costs no time of its own here: the loop must not count on that.
const SPIN = `import selectors, socket, time
r, w = socket.socketpair()
s = selectors.PollSelector()
s.register(r, selectors.EVENT_READ)
end = time.time() + 0.0009
exec(compile("while time.time() < end: s.select(0)", "/usr/lib/python3/spin.py", "exec"))
open("/tmp/over", "w").write("over")
`;

it('a poll with a timeout of 0 in a loop does not stop the clock', async () => {
  const parsed = parseScenario({
    version: 1,
    until: 2_000_000,
    files: { '/home/ubuntu/t.py': SPIN },
    servers: [],
    inputs: [{ kind: 'command', id: 'c1', at: null, argv: ['python3', '/home/ubuntu/t.py'] }],
  });
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario);
  await drive(run, guest);
  expect(fromUtf8(run.box.files.readFile('/tmp/over', ROOT))).toBe('over');
});
