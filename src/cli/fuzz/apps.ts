/** Random applications that break PEP 3333 and the ASGI specification in every way their grammar allows. */
import type { Pick } from './pick.ts';

const WSGI_STATEMENTS = `start_response("200 OK", [("Content-Type", "text/plain")])
start_response("200 OK", [("Content-Type", "text/plain")])
start_response("200 OK", [("Content-Length", "5")])
start_response("204 No Content", [])
start_response("abc", [])
start_response(200, [])
start_response("200 OK", None)
start_response("200 OK", {"A": "b"})
start_response("200 OK", [(1, 2)])
start_response("200 OK", [("A", "b\\r\\nC: d")])
start_response("200 OK", [("A b", "c")])
start_response("200 OK", [("Transfer-Encoding", "chunked")])
start_response("200 OK", [("Connection", "upgrade")])
start_response("500 No", [], sys.exc_info())
start_response("200 OK", [])(b"written")
time.sleep(0.02)
time.sleep(0.4)
environ["wsgi.input"].read(3)
environ["wsgi.input"].read()
environ["wsgi.input"].readline()
environ["wsgi.errors"].write("oh")
environ.clear()
print("note")
sum(range(20000))
open("/nope")
raise ValueError("burnt")
raise KeyboardInterrupt
raise SystemExit(3)
raise GeneratorExit
sys.exit("bye")
os._exit(1)
os.kill(os.getpid(), 15)
import nosuch
threading.Thread(target=time.sleep, args=(0.1,)).start()
threading.Thread(target=lambda: 1 / 0).start()
socket.create_connection(("127.0.0.1", 9))
endless()
big = "a" * 300000`.split('\n');

const WSGI_RETURNS = `return [b"ok"]
return [b"ok"]
return []
return None
return "text"
return b"bytes"
return ["text"]
return [b"a", 1]
return 5
return iter([b"a", b"b"])
return (b"%d" % n for n in range(3))
return drip()
return breaking()
return Closing()
return environ["wsgi.file_wrapper"](open("/etc/hostname", "rb"))
return [b"x" * 300000]
yield b"first"; yield b"second"
yield "text"
yield b"first"; raise ValueError("late")`.split('\n');

const WSGI_HEAD = `import os, socket, sys, threading, time

def endless():
    return endless()

def drip():
    for n in range(4):
        time.sleep(0.05)
        yield b"drop\\n"

def breaking():
    yield b"half"
    raise ValueError("broke")

class Closing:
    def __iter__(self):
        return iter([b"x"])
    def close(self):
        raise RuntimeError("close")
`;

const ASGI_STATEMENTS = `await send({"type": "http.response.start", "status": 200, "headers": []})
await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"3")]})
await send({"type": "http.response.start", "status": "200", "headers": []})
await send({"type": "http.response.start", "status": 200, "headers": [("a", "b")]})
await send({"type": "http.response.start"})
await send({"type": "http.response.body", "body": b"abc"})
await send({"type": "http.response.body", "body": b"abc", "more_body": True})
await send({"type": "http.response.body", "body": "text"})
await send({"type": "no.such"})
await send({})
await send(None)
await receive()
await asyncio.sleep(0.05)
await asyncio.sleep(0.4)
await asyncio.to_thread(time.sleep, 0.05)
asyncio.create_task(later())
await asyncio.wait_for(asyncio.sleep(1), 0.05)
time.sleep(0.1)
raise ValueError("burnt")
raise asyncio.CancelledError
raise SystemExit(3)
scope.clear()
asyncio.get_running_loop().stop()
os._exit(1)
print("note")
return`.split('\n');

const ASGI_HEAD = `import asyncio, os, time

async def later():
    await asyncio.sleep(0.2)
    raise RuntimeError("nobody looks")
`;

const indent = (lines: readonly string[]): string => lines.map((line) => `    ${line}\n`).join('');

export function randomWsgi(pick: Pick): string {
  if (pick.chance(0.04))
    return pick.of(['def app(:\n', 'import nosuch\n', 'app = 5\n', 'raise SystemExit(1)\n', 'x = 1\n']);
  const polite = pick.chance(0.5) ? ['start_response("200 OK", [("Content-Type", "text/plain")])'] : [];
  const lines = [...polite, ...pick.some(0, 3, () => pick.of(WSGI_STATEMENTS)), pick.of(WSGI_RETURNS)];
  const args = pick.chance(0.97) ? 'environ, start_response' : pick.of(['environ', '', 'a, b, c']);
  return `${WSGI_HEAD}\ndef app(${args}):\n${indent(lines)}`;
}

export function randomAsgi(pick: Pick): string {
  const lifespan = pick.chance(0.5)
    ? [
        'if scope["type"] == "lifespan":',
        pick.of([
          '    return',
          '    raise ValueError("no")',
          '    await receive(); await send({"type": "lifespan.startup.complete"}); await receive(); await send({"type": "lifespan.shutdown.complete"}); return',
        ]),
      ]
    : [];
  const polite = pick.chance(0.5)
    ? [
        'await send({"type": "http.response.start", "status": 200, "headers": []})',
        'await send({"type": "http.response.body", "body": b"ok"})',
      ]
    : [];
  const lines = [...lifespan, ...pick.some(0, 3, () => pick.of(ASGI_STATEMENTS)), ...polite, 'pass'];
  return `${ASGI_HEAD}\nasync def app(scope, receive, send):\n${indent(lines)}`;
}
