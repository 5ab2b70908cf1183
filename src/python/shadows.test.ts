// A project's file that is named as a module of the standard library: who finds which, as on a server.
import { expect, it } from 'vitest';
import { lazyGuest } from '../cli/python.ts';
import { runCase } from '../cli/run-case.ts';

const guest = lazyGuest();

/** What `main.py` beside these files prints, and what an ordinary program prints after it in the same interpreter. */
async function printed(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const here = Object.entries(files).map(([name, text]) => [`/srv/diner/${name}`, text] as const);
  const after = 'import queue, random, http.client\nqueue.Queue(), random.random()\nprint("as ever")\n';
  const { observation } = await runCase(
    {
      name: 'shadows',
      family: 'shadows',
      files: { ...Object.fromEntries(here), '/home/app/after.py': after },
      commands: [
        { id: 'main', argv: ['python3', 'main.py'], cwd: '/srv/diner', at: 1 },
        { id: 'after', argv: ['python3', 'after.py'], cwd: '/home/app', at: 5 },
      ],
      end_at: 10,
    },
    { nginxConf: '', guest },
  );
  const commands = 'commands' in observation ? observation.commands : undefined;
  expect(commands?.['after']?.stdout).toEqual(['as ever']);
  return (commands?.['main']?.stdout ?? []) as readonly string[];
}

const told = (...lines: readonly string[]): string =>
  lines.map((line) => `try:\n    ${line}\nexcept Exception as e:\n    print(type(e).__name__, e)\n`).join('');

it('is found first, and says what it is', async () => {
  const main = told(
    'import queue; print(queue.__file__); queue.Queue()',
    'import threading; print(threading.Thread.__module__)',
  );
  expect(await printed({ 'main.py': main, 'queue.py': 'print("mine")' })).toEqual([
    'mine',
    '/srv/diner/queue.py',
    "AttributeError module 'queue' has no attribute 'Queue' (consider renaming '/srv/diner/queue.py' since it has the same name as the standard library module named 'queue' and prevents importing that standard library module)",
    'threading',
  ]);
}, 60_000);

it('breaks the modules of the library that use it, for its process alone', async () => {
  const main = told(
    'import http.client',
    'import urllib.request',
    'import tempfile',
    'import json; print(json.dumps([1]))',
  );
  const lines = await printed({ 'main.py': main, 'email.py': '', 'random.py': '' });
  expect(lines.map((line) => line.slice(0, 72))).toEqual([
    "ModuleNotFoundError No module named 'email.parser'; 'email' is not a pac",
    "ModuleNotFoundError No module named 'email.parser'; 'email' is not a pac",
    "ImportError cannot import name 'Random' from 'random' (/srv/diner/random",
    '[1]',
  ]);
}, 60_000);

it('is not found where the interpreter has imported the module before it looks', async () => {
  const main = told('import os, io, codecs; print(os.sep, io.SEEK_END, codecs.BOM_UTF8)');
  expect(await printed({ 'main.py': main, 'os.py': '', 'io.py': '', 'codecs.py': '' })).toEqual([
    "/ 2 b'\\xef\\xbb\\xbf'",
  ]);
}, 60_000);

it('is not found by a server that had imported the module before it looked', async () => {
  const app = `import copy, logging, statistics
def app(environ, start_response):
    start_response("200 OK", [])
    return [f"{copy.__file__} {logging.__file__} {statistics.__file__}".encode()]
`;
  const { observation } = await runCase(
    {
      name: 'served',
      family: 'shadows',
      files: {
        '/srv/diner/app.py': app,
        '/srv/diner/copy.py': '',
        '/srv/diner/logging.py': '',
        '/srv/diner/statistics.py': '',
      },
      commands: [
        { id: 'server', argv: ['gunicorn', 'app:app'], cwd: '/srv/diner', at: 1 },
        { id: 'curl', argv: ['curl', '-s', 'http://127.0.0.1:8000/'], cwd: '/', at: 5 },
      ],
      end_at: 10,
    },
    { nginxConf: '', guest },
  );
  const said = 'commands' in observation ? observation.commands?.['curl']?.stdout?.join('') : undefined;
  expect(said).toMatch(/^\/\S*zip\/copy\.py \S*zip\/logging\/__init__\.py \/srv\/diner\/statistics\.py/u);
}, 60_000);
