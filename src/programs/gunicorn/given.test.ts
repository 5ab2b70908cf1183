// gunicorn started by a script of the project's own, and what its hooks and locks then find: with the real interpreter.
import { describe, expect, it } from 'vitest';
import { concat, fromUtf8 } from '../../base/bytes.ts';
import { drive } from '../../cli/drive.ts';
import { lazyGuest } from '../../cli/python.ts';
import { createRun, type Run } from '../../scenario/run.ts';
import { parseScenario, type ScenarioInput } from '../../scenario/schema.ts';

const guest = lazyGuest();
const HOME = '/home/ubuntu/site';

async function ran(
  argv: readonly string[],
  files: Readonly<Record<string, string>>,
  inputs: readonly object[] = [],
): Promise<Run> {
  const parsed = parseScenario({
    version: 1,
    until: 4_000_000,
    files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`${HOME}/${name}`, text])),
    servers: [{ id: 'app', argv, cwd: HOME }],
    inputs: [1, 2]
      .map((n) => ({ kind: 'request', id: `r${n}`, at: n * 500_000, to: '127.0.0.1:8000' }))
      .concat(inputs as never),
  } as unknown as ScenarioInput);
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const run = createRun(parsed.scenario);
  await drive(run, guest);
  return run;
}

const said = (run: Run): string =>
  run.sim.trace.events.flatMap((e) => (e.kind === 'process.output' ? [e.text] : [])).join('');
const body = (run: Run, id: string): string =>
  fromUtf8(concat((run.requests.get(id)?.pieces ?? []).map((piece) => piece.data)));

const SCRIPT = `
from gunicorn.app.base import BaseApplication
print("started")
class Own(BaseApplication):
    def __init__(self, app, options):
        self.app, self.options = app, options
        super().__init__()
    def load_config(self):
        for name, value in self.options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)
    def load(self):
        print("loaded")
        return self.app
def main():
    hits = []
    def app(environ, start_response):
        hits.append(1)
        start_response("200 OK", [])
        return [b"%d" % len(hits)]
    Own(app, {"bind": "127.0.0.1:8000", "post_fork": lambda server, worker: print("worker", worker.age), **OPTIONS}).run()
    print("never")
`;

const times = (text: string, word: string): number => text.split(word).length - 1;

describe('BaseApplication', () => {
  it('makes the script the arbiter; each worker has the application as it stood when gunicorn was started', async () => {
    const run = await ran(['python3', 'run.py'], { 'run.py': `${SCRIPT.replace('**OPTIONS', '')}main()\n` });
    const text = said(run);
    expect([body(run, 'r1'), body(run, 'r2')]).toEqual(['1', '2']);
    expect(['started', 'loaded', 'worker 1', 'never'].map((word) => times(text, word))).toEqual([1, 1, 1, 0]);
    expect(text).toContain('Listening at: http://127.0.0.1:8000');
  });

  it('with preload_app loads it once for all', async () => {
    const more = SCRIPT.replace('**OPTIONS', '"preload_app": True, "workers": 2');
    const run = await ran(['python3', 'run.py'], { 'run.py': `${more}\nif __name__ == "__main__":\n    main()\n` });
    expect(['started', 'loaded', 'worker 2'].map((word) => times(said(run), word))).toEqual([1, 1, 1]);
    expect(body(run, 'r1')).toBe('1');
  });

  it('says what is wrong with a value', async () => {
    const run = await ran(['python3', 'run.py'], {
      'run.py': `${SCRIPT.replace('**OPTIONS', '"workers": "many"')}main()\n`,
    });
    expect(said(run)).toContain("\nError: invalid literal for int() with base 0: 'many'\n");
  });
});

it('runs the command from a script', async () => {
  const run = await ran(['python3', 'run.py'], {
    'run.py':
      'import sys\nfrom gunicorn.app.wsgiapp import run\nsys.argv = ["gunicorn", "-b", "127.0.0.1:8000", "app:app"]\nrun()\n',
    'app.py': 'import sys\ndef app(e, s):\n    s("200 OK", [])\n    return [b"hello"]\n',
  });
  expect(body(run, 'r1')).toBe('hello');
});

it("calls pre_exec in the new process, and takes a preloaded application's RuntimeError for its own", async () => {
  const run = await ran(
    ['gunicorn', 'app:app'],
    {
      'gunicorn.conf.py':
        'import os\ndef pre_exec(server):\n    print("pre_exec", server.pid != os.getpid(), flush=True)\n',
      'app.py': 'import sys\ndef app(e, s):\n    s("200 OK", [])\n    return [sys.argv[0].encode()]\n',
    },
    [{ kind: 'signal', at: 1_500_000, server: 'app', to: 'main', signal: 'USR2' }],
  );
  expect(said(run)).toContain('pre_exec True');
  expect(body(run, 'r1')).toBe('/usr/bin/gunicorn');
  const bad = await ran(['gunicorn', '--preload', 'app:app'], { 'app.py': 'raise NotImplementedError("later")\n' });
  expect(said(bad)).toContain('\nError: later\n\n');
  expect(said(bad)).not.toContain('Traceback');
});
