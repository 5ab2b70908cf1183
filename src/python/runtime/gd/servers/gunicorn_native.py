"""`-k asgi`: gunicorn 26.2's own ASGI worker (asgi/protocol.py, asgi/lifespan.py), where it differs from uvicorn's rules."""

import asyncio
import time
import types

from .. import core
from . import asgi, asgi_http, told
from .asgi_http import RequestResponseCycle
from .gunicorn import settings
from .gunicorn_http import http_date
from .gunicorn_log import access

_PHRASES = {
    status: line.decode("latin-1").split(" ", 2)[2].strip() for status, line in asgi_http.STATUS_LINE.items()
} | {413: "Payload Too Large", 414: "URI Too Long"}


class NativeLifespan(asgi.Lifespan):
    def begin(self):
        loop = self.state.loop
        self.message = "Lifespan startup failed"
        self.task = loop.create_task(self.main())
        self.queue.put_nowait({"type": "lifespan.startup"})
        loop.create_task(self._started())

    async def _started(self):
        await self.startup.wait()
        failed = self.startup_failed or self.error_occurred
        if failed and self.mode == "on":
            self.state.log("error", f"ASGI lifespan startup failed: {self.message}")
        self.phase = "failed" if failed and self.mode == "on" else "started"
        self.error_occurred = failed

    def end(self):
        if self.error_occurred:
            self.phase = "stopped"
            return
        self.phase = "stopping"
        self.queue.put_nowait({"type": "lifespan.shutdown"})
        self.state.loop.create_task(self._stopped())

    async def _stopped(self):
        await self.shutdown.wait()
        if self.shutdown_failed:
            self.state.log("error", f"ASGI lifespan shutdown error: {self.message}")
        self.phase = "stopped"

    async def main(self):
        asgi_of = {"version": "3.0", "spec_version": "2.4"}
        try:
            await self.state.app({"type": "lifespan", "asgi": asgi_of, "state": self.state.app_state}, self.receive, self.send)
        except Exception as e:
            self.error_occurred = True
            self.message = str(e)
        finally:
            self.startup.set()
            self.shutdown.set()

    async def send(self, message):
        kind = message["type"]
        if kind.endswith("failed"):
            self.message = f"Lifespan {'startup' if 'startup' in kind else 'shutdown'} failed: {message.get('message', '')}"
        if kind.startswith("lifespan.startup"):
            self.startup_failed = kind.endswith("failed")
            self.startup.set()
        else:
            self.shutdown_failed = kind.endswith("failed")
            self.shutdown.set()


class NativeProtocol(asgi_http.HttpProtocol):
    def head(self, head):
        scope = self.scope(head)
        scope["asgi"] = {"version": "3.0", "spec_version": "2.4"}
        scope["state"] = self.state.app_state
        expects = any(name == b"expect" and value.lower() == b"100-continue" for name, value in scope["headers"])
        before = self.cycle
        cycle = self.cycle = NativeCycle(self, scope, expects, False, head["keep"])
        cycle.target = head["target"]
        if before is None or before.response_complete:
            self.state.run(cycle, cycle.run_asgi())
        else:
            self.transport.pause_reading()
            self.pipeline.append(cycle)

    def bad(self, _message=""):
        text = b"Bad Request"
        core.syscall("app.error_page", self.transport.fd, 400)
        head = b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
        self.transport.write(head % len(text) + text)
        self.transport.close()


class NativeCycle(RequestResponseCycle):
    target = ""
    status = 500
    sent = 0
    omits = False
    warned = False
    failure = None
    buffered = b""
    sent_headers = ()

    async def run_asgi(self):
        known = settings()
        begun = time.monotonic()
        try:
            await self.state.app(self.scope, self.receive, self.send)
            if self.failure is not None:
                raise self.failure
            core.syscall("app.returned", self.call)
            if not self.response_started:
                self._error_page()
        except asyncio.CancelledError:
            self.keep_alive = False
        except Exception as e:
            asgi_http.raised(self.call, e)
            self.keep_alive = False
            if not self.response_complete:
                self.state.log("error", "Error in ASGI application\n" + told.format_exception(e).rstrip("\n"))
                if not self.response_started:
                    self._error_page()
        finally:
            self._log(known, time.monotonic() - begun)
            self.response_complete = True
            self.event.set()
            if not self.keep_alive or not self.state.keep_alive:
                self.transport.close()
            self.connection.response_complete()

    def _error_page(self):
        self.keep_alive = False
        core.syscall("app.error_page", self.fd, 500)
        self.transport.write(
            b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\nContent-Length: 21\r\nConnection: close\r\n\r\n"
            b"Internal Server Error"
        )

    def _log(self, known, seconds):
        if known.access_fd is None:
            return
        scope = self.scope
        environ = {f"HTTP_{n.decode('latin-1').upper().replace('-', '_')}": v.decode("latin-1") for n, v in scope["headers"]}
        environ |= {
            "REQUEST_METHOD": scope["method"], "RAW_URI": self.target, "PATH_INFO": scope["path"],
            "QUERY_STRING": scope["query_string"].decode("latin-1"), "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
            "REMOTE_ADDR": scope["client"][0] if scope["client"] else "-",
        }  # fmt: skip
        request = types.SimpleNamespace(headers=[(n.decode("latin-1"), v.decode("latin-1")) for n, v in scope["headers"]])
        access(known, request, self, environ, seconds)

    @property
    def headers(self):
        """Of the response, for the access log."""
        return [(n.decode("latin-1"), v.decode("latin-1")) for n, v in self.sent_headers]

    async def send(self, message):
        if self.disconnected:
            return
        kind = message["type"]
        if kind == "http.response.start":
            if self.response_started:
                self.failure = RuntimeError("Response already started")
                return
            self._start(message)
        elif kind == "http.response.body":
            if not self.response_started or self.response_complete:
                done = "already complete" if self.response_started else "not started"
                self.failure = RuntimeError(f"Response {done}")
                return
            await self._send_body(message)

    def _start(self, message):
        self.response_started = True
        status = self.status = message["status"]
        given = [(_bytes(n), _bytes(v)) for n, v in message.get("headers", [])]
        names = {n.lower() for n, _ in given}
        method = self.scope["method"]
        self.omits = method == "HEAD" or status in (204, 304) or 100 <= status < 200
        self.chunked = b"transfer-encoding" in names
        if self.omits:
            forbidden = {b"transfer-encoding"} | ({b"content-length"} if status == 204 or status < 200 else set())
            given = [(n, v) for n, v in given if n.lower() not in forbidden]
            self.chunked = False
        elif not names & {b"content-length", b"transfer-encoding"} and self.scope["http_version"] >= "1.1":
            self.chunked = True
            given.append((b"transfer-encoding", b"chunked"))
        self.sent_headers = given
        lines = [f"HTTP/{self.scope['http_version']} {status} {_PHRASES.get(status, 'Unknown')}\r\n".encode("latin-1")]
        lines += [n + b": " + v + b"\r\n" for n, v in given]
        if b"server" not in names:
            lines.append(b"Server: gunicorn/asgi\r\n")
        if b"date" not in names:
            lines.append(f"Date: {http_date()}\r\n".encode())
        self.buffered = b"".join(lines) + b"\r\n"
        shown = "\n".join(f"{n.decode('latin-1')}: {v.decode('latin-1')}" for n, v in given)
        core.syscall("app.responded", self.call, self.fd, status, _PHRASES.get(status, "Unknown"), shown)

    async def _send_body(self, message):
        body = message.get("body", b"")
        if self.omits and body:
            if not self.warned:
                text = "ASGI app sent body bytes on a no-body response (method=%s status=%s); dropping per RFC 9110."
                self.state.log("warning", text % (self.scope["method"], self.status))
                self.warned = True
            body = b""
        if body:
            core.syscall("app.block", self.call, len(body))
            self.sent += len(body)
            self._flush(b"%x\r\n%b\r\n" % (len(body), body) if self.chunked else body)
            flow = self.connection.flow
            if flow.write_paused and not self.disconnected:
                await flow.drain()
        if not message.get("more_body", False):
            self._flush(b"0\r\n\r\n" if self.chunked else b"")
            self.response_complete = True

    def _flush(self, data):
        """The head goes out with the first bytes of the body."""
        self.transport.write(self.buffered + data)
        self.buffered = b""


def _bytes(text):
    return text if isinstance(text, bytes) else text.encode("latin-1")
