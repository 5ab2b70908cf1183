// Parts of the standard library that Python for WebAssembly lacks or refuses, on the machine.
import { beforeAll, expect, it } from 'vitest';
import { cachedGuest } from '../cli/guest-cache.ts';
import { HeadlessTerminal } from '../cli/headless-terminal.ts';
import type { Guest } from '../machine/guest-port.ts';

let guest: Guest;

beforeAll(async () => {
  guest = await cachedGuest();
}, 60_000);

async function printed(files: Readonly<Record<string, string>>, command = 'python3 main.py'): Promise<string> {
  const here = Object.entries(files).map(([name, text]) => [`/srv/app/${name}`, text] as const);
  const t = new HeadlessTerminal({ version: 1, files: Object.fromEntries(here) }, { guest });
  await t.pass(0.5);
  await t.command('sudo chown -R ubuntu /srv/app; cd /srv/app');
  return t.command(command, 20);
}

it('asyncio starts children, reads what they print and ends them', async () => {
  const main = `import asyncio
async def main():
    p = await asyncio.create_subprocess_exec("echo", "hi", stdout=asyncio.subprocess.PIPE)
    print(await p.communicate(), p.returncode)
    p = await asyncio.create_subprocess_shell("tr a-z A-Z; exit 3", stdin=-1, stdout=-1)
    print(await p.communicate(b"soup"), p.returncode)
    p = await asyncio.create_subprocess_exec("sleep", "60")
    try:
        await asyncio.wait_for(p.wait(), 1)
    except TimeoutError:
        p.kill()
    print(await p.wait())
asyncio.run(main())
`;
  expect(await printed({ 'main.py': main })).toBe("(b'hi\\n', None) 0\n(b'SOUP', None) 3\n-9");
}, 60_000);

it('asyncio speaks over sockets with a path, and reads standard input', async () => {
  const main = `import asyncio, os, sys
async def serve(r, w):
    w.write((await r.readline()).upper())
    w.close()
async def main():
    server = await asyncio.start_unix_server(serve, "it.sock")
    r, w = await asyncio.open_unix_connection("it.sock")
    typed = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(typed), sys.stdin)
    w.write(await typed.readline())
    print(await r.read(), await typed.read())
    server.close()
    print(os.path.exists("it.sock"))
asyncio.run(main())
`;
  expect(await printed({ 'main.py': main }, "printf 'soup\\nbye' | python3 main.py")).toBe("b'SOUP\\n' b'bye'\nFalse");
}, 60_000);

it('processes share a manager, and locks do not travel', async () => {
  const main = `import multiprocessing, pickle, threading
if __name__ == "__main__":
    with multiprocessing.Manager() as manager:
        shared = manager.dict(n=1)
        child = multiprocessing.Process(target=shared.update, kwargs={"n": 2})
        child.start()
        child.join()
        print(dict(shared))
    try:
        pickle.dumps(threading.Lock())
    except TypeError as e:
        print(e)
`;
  expect(await printed({ 'main.py': main })).toBe("{'n': 2}\ncannot pickle '_thread.lock' object");
}, 60_000);

it('shelves keep what is put into them; ctypes says why it is not there', async () => {
  const main = `import dbm, shelve
with shelve.open("orders") as s:
    s["soup"] = [1, 2]
with shelve.open("orders") as s:
    print(dict(s), dbm.whichdb("orders"))
try:
    dbm.open("none")
except dbm.error as e:
    print(e)
try:
    import ctypes
except ImportError as e:
    print(str(e)[:51])
`;
  expect(await printed({ 'main.py': main })).toBe(
    "{'soup': [1, 2]} dbm.sqlite3\ndb file doesn't exist; use 'c' or 'n' flag to create a new db\nNo module named 'ctypes' (C functions cannot be cal",
  );
}, 60_000);

it("a project's directory may be called as the kitchen is", async () => {
  const files = {
    'diner/orders.py': 'COUNT = 3\n',
    'main.py':
      'import diner.orders\nfrom diner import db, orders\nprint(orders.COUNT, diner.orders.__file__, db.PORT)\n',
  };
  expect(await printed(files)).toBe('3 /srv/app/diner/orders.py 5432');
  expect(await printed({ 'main.py': 'import diner\nprint(hasattr(diner, "orders"))' })).toBe('False');
}, 60_000);
