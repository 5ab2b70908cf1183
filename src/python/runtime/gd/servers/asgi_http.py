"""HTTP/1.1 requests as uvicorn 0.54 serves them (protocols/http/httptools_impl.py, h11_impl.py; ASGI HTTP spec 2.3)."""

import asyncio
import http
import re
import urllib.parse

from .. import core
from . import asgi_app, told

HIGH_WATER_LIMIT = 65536
CLOSE_HEADER = (b"connection", b"close")
_BAD_NAME = re.compile(rb'[\x00-\x1f\x7f()<>@,;:\[\]={} \t\\"]')
_ABSOLUTE = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*")
_BAD_VALUE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")

_NO_WEBSOCKETS = (
    "No supported WebSocket library detected. Please use \"pip install 'uvicorn[standard]'\", or install 'websockets' or "
    "'wsproto' manually."
)


def _status_line(status):
    try:
        phrase = http.HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {status} {phrase}\r\n".encode()


STATUS_LINE = {status: _status_line(status) for status in range(100, 600)}


def _text(value):
    """h11 takes names and values that are text."""
    return value if isinstance(value, str) else value.decode("latin-1")


def closes(value):
    """Does a Connection header end the connection?"""
    return b"close" in [token.strip() for token in value.lower().split(b",")]


async def service_unavailable(_scope, _receive, send):
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"19"), CLOSE_HEADER]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": b"Service Unavailable", "more_body": False})


class Flow:
    """Back pressure: a response waits while the client does not read."""

    def __init__(self):
        self.write_paused = False
        self._writable = asyncio.Event()
        self._writable.set()

    async def drain(self):
        await self._writable.wait()

    def pause(self):
        self.write_paused = True
        self._writable.clear()

    def resume(self):
        self.write_paused = False
        self._writable.set()


class HttpProtocol:
    """One connection. What was parsed comes in as `head`, `body`, `end` and `bad`."""

    def __init__(self, state, transport, client, server):
        self.state = state
        self.transport = transport
        self.client = client
        self.server = server
        self.flow = Flow()
        self.cycle = None
        self.pipeline = []
        self._keep_alive_timer = None
        state.trace(self, "HTTP connection made")

    def data(self):
        if self._keep_alive_timer is not None:
            self._keep_alive_timer.cancel()
            self._keep_alive_timer = None

    def head(self, head):
        state = self.state
        scope = self.scope(head)
        over = state.limit_concurrency is not None and (
            len(state.connections) >= state.limit_concurrency or len(state.tasks) >= state.limit_concurrency
        )
        if over:
            state.log("warning", "Exceeded concurrency limit.")
        before = self.cycle
        expects = any(name == b"expect" and value.lower() == b"100-continue" for name, value in scope["headers"])
        cycle = self.cycle = RequestResponseCycle(self, scope, expects, over, head["keep"])
        if before is None or before.response_complete:
            state.run(cycle, cycle.run_asgi())
        else:
            self.transport.pause_reading()
            self.pipeline.append(cycle)

    def scope(self, head):
        # h11 hands the target over as it was sent; httptools parses it as a URL.
        target = head["target"] if self.state.h11 else _ABSOLUTE.sub("", head["target"]).partition("#")[0]
        raw, _, query = target.partition("?")
        raw = raw or "/"
        raw = raw.encode("latin-1", "replace")
        path = raw.decode("ascii", "replace")
        if "%" in path:
            path = urllib.parse.unquote(path)
        root = self.state.root_path
        return {
            "type": "http",
            "asgi": {"version": self.state.asgi_version, "spec_version": "2.3"},
            "http_version": head["version"],
            "server": self.server,
            "client": self.client,
            "scheme": "https" if self.transport.sealed else "http",
            "root_path": root,
            "headers": [(n.encode("latin-1").lower(), v.encode("latin-1")) for n, v in head["headers"]],
            "state": self.state.app_state.copy(),
            "method": head["method"],
            "path": root + path,
            "raw_path": root.encode("ascii") + raw,
            "query_string": query.encode("latin-1", "replace"),
        }

    def body(self, data):
        cycle = self.cycle
        if cycle is None or cycle.response_complete:
            return
        cycle.body += data
        if len(cycle.body) > HIGH_WATER_LIMIT:
            self.transport.pause_reading()
        cycle.event.set()

    def end(self):
        cycle = self.cycle
        if cycle is None or cycle.response_complete:
            return
        cycle.more_body = False
        cycle.event.set()

    def bad(self, message="Invalid HTTP request received."):
        self.state.log("warning", message)
        text = message.encode()
        kind = b"content-type: text/plain; charset=utf-8\r\n"
        if self.state.h11:
            # h11 does not know the peer's version yet, so the end of the connection is the end of the body.
            self.transport.write(STATUS_LINE[400] + kind + b"Connection: close\r\n\r\n" + text)
        else:
            lines = [b"%b: %b\r\n" % header for header in self.state.default_headers()]
            length = b"content-length: %d\r\nconnection: close\r\n\r\n" % len(text)
            self.transport.write(STATUS_LINE[400] + b"".join(lines) + kind + length + text)
        core.syscall("app.error_page", self.transport.fd, 400)
        self.transport.close()

    def unsupported_upgrade(self):
        log = self.state.log
        log("warning", "Unsupported upgrade request.")
        if self.state.ws in (None, "none"):
            log("warning", _NO_WEBSOCKETS)

    def response_complete(self):
        self.state.total += 1
        self.state.outs.append(["done", self.transport.fd])
        if self.transport.is_closing():
            return
        self.data()
        self.transport.resume_reading()
        if self.pipeline:
            cycle = self.pipeline.pop(0)
            self.state.run(cycle, cycle.run_asgi())
        else:
            self._keep_alive_timer = self.state.loop.call_later(self.state.keep_alive, self.transport.close)

    def shutdown(self):
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
        else:
            self.cycle.keep_alive = False

    def connection_lost(self, _error):
        self.state.trace(self, "HTTP connection lost")
        if self.cycle is not None:
            if not self.cycle.response_complete:
                self.cycle.disconnected = True
            self.cycle.event.set()
        self.flow.resume()
        self.data()

    def pause_writing(self):
        self.flow.pause()

    def resume_writing(self):
        self.flow.resume()


class RequestResponseCycle:
    def __init__(self, connection, scope, expects_continue, over, keep_alive):
        self.connection = connection
        self.state = connection.state
        self.transport = connection.transport
        self.fd = connection.transport.fd
        self.scope = scope
        self.call = 0
        self.over = over
        self.keep_alive = keep_alive
        self.waiting_for_100_continue = expects_continue
        self.disconnected = False
        self.by_server = over
        self.body = b""
        self.more_body = True
        self.event = asyncio.Event()
        self.response_started = False
        self.response_complete = False
        self.chunked = None
        self.left = 0

    async def run_asgi(self):
        log = self.state.log
        app = service_unavailable if self.over else self.state.app
        try:
            result = await app(self.scope, self.receive, self.send)
        except BaseException as e:
            log("error", "Exception in ASGI application\n" + told.format_exception(e).rstrip("\n"))
            raised(self.call, e)
            if not self.response_started:
                await self.send_500_response()
            else:
                self.transport.close()
        else:
            core.syscall("app.returned", self.call)
            if result is not None:
                log("error", f"ASGI callable should return None, but returned '{result}'.")
                self.transport.close()
            elif not self.response_started and not self.disconnected:
                log("error", "ASGI callable returned without starting response.")
                await self.send_500_response()
            elif not self.response_complete and not self.disconnected:
                log("error", "ASGI callable returned without completing response.")
                self.transport.close()
        finally:
            if not self.response_complete:
                self.state.outs.append(["done", self.fd])

    async def send_500_response(self):
        self.by_server = True
        length = [] if self.state.h11 else [(b"content-length", b"21")]
        headers = [(b"content-type", b"text/plain; charset=utf-8"), *length, CLOSE_HEADER]
        await self.send({"type": "http.response.start", "status": 500, "headers": headers})
        await self.send({"type": "http.response.body", "body": b"Internal Server Error", "more_body": False})

    async def send(self, message):
        kind = message["type"]
        flow = self.connection.flow
        if flow.write_paused and not self.disconnected:
            await flow.drain()
        if self.disconnected:
            return
        if not self.response_started:
            if kind != "http.response.start":
                raise RuntimeError(f"Expected ASGI message 'http.response.start', but got '{kind}'.")
            self._start(message)
        elif not self.response_complete:
            if kind != "http.response.body":
                raise RuntimeError(f"Expected ASGI message 'http.response.body', but got '{kind}'.")
            self._body(message)
        else:
            raise RuntimeError(f"Unexpected ASGI message '{kind}' sent, after response already completed.")

    def _start(self, message):
        self.response_started = True
        self.waiting_for_100_continue = False
        status = message["status"]
        headers = self.state.default_headers() + list(message.get("headers", []))
        scope = self.scope
        self.state.log.access(
            asgi_app.client_text(scope), scope["method"], asgi_app.path_with_query(scope), scope["http_version"], status
        )
        if self.state.h11:
            from .asgi_h11 import head

            content = head(self, status, headers)
        else:
            content = self._head(status, headers)
        self.transport.write(content)
        self._told(status, headers)

    def _head(self, status, headers):
        content = [STATUS_LINE[status]]
        told = False
        if any(name == b"connection" and closes(value) for name, value in self.scope["headers"]):
            self.keep_alive = False
        for name, value in headers:
            if _BAD_NAME.search(name):
                raise RuntimeError("Invalid HTTP header name.")
            if _BAD_VALUE.search(value):
                raise RuntimeError("Invalid HTTP header value.")
            name = name.lower()
            if name == b"content-length" and self.chunked is None:
                self.left = int(value.decode())
                self.chunked = False
            elif name == b"transfer-encoding" and value.lower() == b"chunked":
                self.left = 0
                self.chunked = True
            elif name == b"connection" and closes(value):
                self.keep_alive = False
                told = True
            content += [name, b": ", value, b"\r\n"]
        if not self.keep_alive and not told:
            content.append(b"connection: close\r\n")
        if self.chunked is None and self.scope["method"] != "HEAD" and status not in (204, 304):
            self.chunked = True
            content.append(b"transfer-encoding: chunked\r\n")
        return b"".join(content) + b"\r\n"

    def _told(self, status, headers):
        if self.by_server:
            core.syscall("app.error_page", self.fd, status)
            return
        shown = "\n".join(f"{_text(n)}: {_text(v)}" for n, v in headers)
        reason = STATUS_LINE[status].decode().split(" ", 2)[2].strip()
        core.syscall("app.responded", self.call, self.fd, status, reason, shown)

    def _body(self, message):
        body = message.get("body", b"")
        more_body = message.get("more_body", False)
        if self.scope["method"] == "HEAD":
            self.left = 0
        elif self.chunked:
            content = [b"%x\r\n" % len(body), body, b"\r\n"] if body else []
            if not more_body:
                content.append(b"0\r\n\r\n")
            self.transport.write(b"".join(content))
        elif self.left is None:
            self.transport.write(body)
        else:
            if len(body) > self.left:
                raise self._wrong_length("longer", "Too much")
            self.left -= len(body)
            self.transport.write(body)
        if not self.by_server:
            core.syscall("app.block", self.call, len(body))
        if more_body:
            return
        if self.left:
            raise self._wrong_length("shorter", "Too little")
        self.response_complete = True
        self.event.set()
        if not self.keep_alive:
            self.transport.close()
        self.connection.response_complete()

    def _wrong_length(self, how, h11_how):
        if self.state.h11:
            from .asgi_h11 import LocalProtocolError

            return LocalProtocolError(f"{h11_how} data for declared Content-Length")
        return RuntimeError(f"Response content {how} than Content-Length")

    async def receive(self):
        if self.waiting_for_100_continue and not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.waiting_for_100_continue = False
        if not self.disconnected and not self.response_complete:
            self.transport.resume_reading()
            await self.event.wait()
            self.event.clear()
        if self.disconnected or self.response_complete:
            return {"type": "http.disconnect"}
        message = {"type": "http.request", "body": self.body, "more_body": self.more_body}
        self.body = b""
        return message


def raised(call, e):
    """An exception of the app, with its place, for the trace."""
    failure = told.describe(e)
    core.syscall(
        "app.raised", call, failure["type"], failure["message"], failure["traceback"], failure["file"], failure["line"],
        failure["column"],
    )  # fmt: skip
