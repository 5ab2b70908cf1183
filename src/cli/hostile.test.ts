import { expect, it } from 'vitest';
import { lazyGuest } from './python.ts';
import { runCase } from './run-case.ts';

/** What a learner's program must not get hold of, one by one; the frame's own walls are tested in e2e. */
const REFUSED: Readonly<Record<string, string>> = {
  'import js': 'import js',
  'import pyodide_js': 'import pyodide_js',
  'run_js of pyodide': 'import pyodide.code; pyodide.code.run_js("1")',
  'ctypes, and with it C functions of the host': 'import ctypes',
  _ctypes: 'import _ctypes',
  'functions of the host by the constructor of what Python holds': 'import gd.core; gd.core.host.constructor',
  'the constructor of a function of the host': 'import gd.core; gd.core.host.sys.constructor',
  'the constructor of one that came later': 'import gd.core; gd.core.limit.constructor',
  'the prototype of a function of the host': 'import gd.core; gd.core.host.sys.__proto__',
  'how a function of the host is called otherwise': 'import gd.core; gd.core.host.sys.call',
  'the interpreter’s own test hooks': 'import _testinternalcapi',
  'an address outside': 'import urllib.request; urllib.request.urlopen("http://198.51.100.7/", timeout=1)',
};

it('refuses what leads out of the simulated machine', async () => {
  const attempts = Object.values(REFUSED)
    .map((code) => `attempt(${JSON.stringify(code)})`)
    .join('\n');
  const source = `
def attempt(code):
    try:
        exec(code, {})
        print("open")
    except Exception as e:
        print("refused")
${attempts}
`;
  const { observation } = await runCase(
    {
      name: 'hostile',
      family: 'hostile',
      files: { '/home/app/hostile.py': source },
      commands: [{ id: 'run', argv: ['python3', '/home/app/hostile.py'], cwd: '/home/app', at: 1 }],
      end_at: 30,
    },
    { nginxConf: '', guest: lazyGuest() },
  );
  const lines = 'commands' in observation ? (observation.commands?.['run']?.stdout ?? []) : [];
  expect(Object.fromEntries(Object.keys(REFUSED).map((what, i) => [what, lines[i]]))).toEqual(
    Object.fromEntries(Object.keys(REFUSED).map((what) => [what, 'refused'])),
  );
}, 60_000);
