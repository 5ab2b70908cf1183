/** Python as a person at the terminal uses it: what it asks, its prompt, the programs that it starts, and reloaders. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Guest } from '../machine/guest-port.ts';
import { cachedGuest } from './guest-cache.ts';
import { HeadlessTerminal } from './headless-terminal.ts';
import { nodeShelf } from './shelf.ts';

const APP = `from flask import Flask
app = Flask(__name__)

@app.route("/")
def hello():
    return "first"
`;

// Under load a second's work takes many.
vi.setConfig({ testTimeout: 120_000 });

let guest: Guest;
const shelf = nodeShelf();

beforeAll(async () => {
  guest = await cachedGuest();
}, 60_000);

const terminal = async (): Promise<HeadlessTerminal> => {
  const t = new HeadlessTerminal({ version: 1 }, { guest, shelf });
  await t.pass(1);
  return t;
};
const python = (code: string): string => `python3 -c '${code}'`;

describe('standard input', () => {
  it('is the terminal, a pipe, or the program itself', async () => {
    const t = await terminal();
    expect(await t.keys(`${python('print("hello", input("name? "))')}\r`, 1)).toMatch(/name\? $/);
    expect(await t.command('bob')).toBe('hello bob');
    expect(await t.command(`echo piped | ${python('print(input())')}`)).toBe('piped');
    expect(await t.command(`${python('input()')} < /dev/null 2>&1 | tail -1`)).toBe(
      'EOFError: EOF when reading a line',
    );
    expect(await t.command('echo "print(6*7)" | python3')).toBe('42');
    const asked = await t.keys(`${python('import getpass; print(len(getpass.getpass()))')}\r`, 1);
    expect(asked).toMatch(/Password: $/);
    expect(await t.keys('secret\r', 1)).not.toContain('secret');
  });
});

describe('-m', () => {
  it('takes a file of the current directory for a program of that name', async () => {
    const t = await terminal();
    expect(await t.command('python3 -m gunicorn --version')).toContain('gunicorn (version ');
    await t.command(`echo "print('mine')" > gunicorn.py`);
    expect(await t.command('python3 -m gunicorn --version')).toBe('mine');
  });
});

describe('the prompt', () => {
  it('runs what is typed, shows where it failed, and ends with its code', async () => {
    const t = await terminal();
    const type = (line: string): Promise<string> => t.keys(`${line}\r`, 0.5);
    expect(await type('python3')).toMatch(/Python 3\.14\.\d .* on linux\nType "help", .*\n>>> $/s);
    expect(await type('6 * 7')).toContain('\n42\n>>> ');
    expect(await type('_ + 1')).toContain('\n43\n');
    await type('def half(n):');
    await type('    return n / 0');
    await type('');
    expect(await type('half(1)')).toContain('File "<python-input-2>", line 2, in half\n    return n / 0\n');
    expect(await t.keys('\u001b[A', 0.2)).toContain('half(1)');
    expect(await t.keys('\u0003', 0.2)).toContain('KeyboardInterrupt');
    await type('import time; time.sleep(100)');
    expect(await t.keys('\u0003', 0.5)).toMatch(/^\^CTraceback [^]*KeyboardInterrupt\n>>> $/);
    await type('while True: pass');
    expect(await type('')).not.toContain('>>>');
    expect(await t.keys('\u0003', 0.1)).toMatch(/KeyboardInterrupt\n>>> $/);
    await type('import sys; sys.exit(4)');
    expect(await t.command('echo $?')).toBe('4');
    await type('python3 -q');
    expect(await t.command('exit')).not.toContain('>>>');
    expect(await t.command('echo $?')).toBe('0');
  });
});

describe('other programs', () => {
  it.each([
    ['subprocess.run(["ls", "/srv"], capture_output=True).returncode', '0'],
    ['subprocess.run("cat; exit 3", shell=True, input="in", text=True, stdout=-1)', /returncode=3, stdout='in'/],
    ['subprocess.getoutput("echo $HOME")', '/home/ubuntu'],
    ['subprocess.run(["cat"], stdin=subprocess.DEVNULL).returncode', '0'],
    ['subprocess.run(["nope"])', /FileNotFoundError: \[Errno 2\] No such file or directory: 'nope'$/],
    ['subprocess.run(["/etc/passwd"])', /PermissionError: \[Errno 13\] Permission denied: '\/etc\/passwd'$/],
    ['subprocess.run(["ls"], cwd="/nowhere")', /FileNotFoundError: .*'\/nowhere'$/],
    ['subprocess.check_call(["false"])', /returned non-zero exit status 1\.$/],
    ['subprocess.run(["sleep", "5"], timeout=1)', /timed out after 1 seconds$/],
    ['os.system("exit 2"), os.popen("echo popen").read()', '512 popen'],
    ['(p := subprocess.Popen(["sleep", "60"]), p.terminate(), p.wait())[2]', '-15'],
  ])('%s', async (code, expected) => {
    const t = await terminal();
    const said = await t.command(`python3 -c 'import os, subprocess; print(${code})'`);
    if (typeof expected === 'string') expect(said).toBe(expected);
    else expect(said).toMatch(expected);
  });

  it('write to files that Python opened, and inherit no others', async () => {
    const t = await terminal();
    await t.command(python('import subprocess; subprocess.run(["echo", "kept"], stdout=open("out", "w"))'));
    expect(await t.command('cat out')).toBe('kept');
  });
});

it('keeps passwords as Django and Werkzeug do, in the time that it takes', async () => {
  const t = await terminal();
  // RFC 7914, section 12; RFC 6070's first case with SHA-1.
  expect(
    await t.command(python('import hashlib; print(hashlib.scrypt(b"", salt=b"", n=16, r=1, p=1)[:4].hex())')),
  ).toBe('77d6576238657b203b19ca42c18a0497'.slice(0, 8));
  expect(
    await t.command(python('import hashlib; print(hashlib.pbkdf2_hmac("sha1", b"password", b"salt", 1).hex())')),
  ).toBe('0c60c80f961f0e71f3a9b524af6012062fe037a6');
  const took =
    'import hashlib, time; a = time.time(); hashlib.pbkdf2_hmac("sha256", b"a", b"b", 10**6); print(time.time() - a)';
  expect(Number(await t.command(python(took)))).toBeCloseTo(0.183, 2);
});

it('shares numbers between processes', async () => {
  const t = await terminal();
  await t.command(`cat > share.py <<'END'
from multiprocessing import Array, Process, Value

def cook(n, some):
    for _ in range(100):
        with n.get_lock():
            n.value += 1
    some[0] += 300

if __name__ == "__main__":
    n, some = Value("i", 0), Array("B", 3)
    hands = [Process(target=cook, args=(n, some)) for _ in range(3)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    print(n.value, list(some))
END`);
  expect(await t.command('python3 share.py')).toBe(`300 [${(3 * 300) % 256}, 0, 0]`);
});

it('spreads work over processes, twice in a row', async () => {
  const t = await terminal();
  await t.command(`cat > pool.py <<'END'
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool
import time

def square(n):
    time.sleep(1)
    return n * n

if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(square, range(3)))
    began = time.time()
    with ProcessPoolExecutor(max_workers=2) as pool:
        print(list(pool.map(square, range(4))), round(time.time() - began))
END`);
  for (let i = 0; i < 2; i++) expect(await t.command('python3 pool.py')).toBe('[0, 1, 4]\n[0, 1, 4, 9] 2');
});

it('knows time zones', async () => {
  const t = await terminal();
  const at = (zone: string): string => `datetime(2026, 7, 1, tzinfo=ZoneInfo("${zone}")).isoformat()`;
  const code = `from datetime import datetime; from zoneinfo import ZoneInfo; print(${at('Asia/Taipei')}, ${at('America/New_York')})`;
  expect(await t.command(python(code))).toBe('2026-07-01T00:00:00+08:00 2026-07-01T00:00:00-04:00');
});

it.runIf(shelf.has('flask'))('flask run --debug watches the files in a process of its own', async () => {
  const t = await terminal();
  await t.command('python3 -m venv v && source v/bin/activate && pip install -q flask', 30);
  await t.command(`cat > app.py <<'END'\n${APP}END`);
  await t.keys('flask run --debug\r', 4);
  await t.keys('\u001a', 0.3);
  await t.keys('bg\r', 0.3);
  expect(await t.command('curl -s http://127.0.0.1:5000/')).toContain('first');
  expect(await t.command('pgrep -fc "flask run"')).toBe('2');
  expect(await t.command("sed -i 's/first/second/' app.py; sleep 3")).toContain('* Detected change in');
  expect(await t.command('curl -s http://127.0.0.1:5000/')).toContain('second');
  expect(await t.command('kill %1; wait; curl -s http://127.0.0.1:5000/; echo $?')).toMatch(/7$/);
});
