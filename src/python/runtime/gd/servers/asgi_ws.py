"""WebSocket connections as uvicorn 0.54 serves them (protocols/websockets/websockets_sansio_impl.py; ASGI WebSocket spec 2.3).

Frames come in as whole messages; what goes out is framed here (RFC 6455 section 5.2: a server's frames are not masked).
"""

import asyncio
import base64
import hashlib
import http
import struct
import time
import urllib.parse
from email.utils import formatdate

from .. import core
from . import asgi_app, told
from .asgi_http import Flow, raised

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
_FIRST = "Expected ASGI message 'websocket.accept', 'websocket.close' or 'websocket.http.response.start' but got '{}'."


class ClientDisconnected(OSError):
    """What the app sees when it sends to a client that has gone."""


ClientDisconnected.__module__ = "uvicorn.protocols.utils"


def frame(opcode, payload):
    n = len(payload)
    if n < 126:
        return struct.pack("!BB", 0x80 | opcode, n) + payload
    if n <= 0xFFFF:
        return struct.pack("!BBH", 0x80 | opcode, 126, n) + payload
    return struct.pack("!BBQ", 0x80 | opcode, 127, n) + payload


def close_frame(code, reason=""):
    return frame(CLOSE, b"" if code == 1005 else struct.pack("!H", code) + reason.encode())


class WebSocketProtocol:
    """One connection after its upgrade; also the call of the app for it."""

    def __init__(self, state, transport, client, server):
        self.state = state
        self.transport = transport
        self.fd = transport.fd
        self.client = client
        self.server = server
        self.call = 0
        self.flow = Flow()
        self.queue = asyncio.Queue()
        self.handshake_complete = False
        self.close_sent = False
        self.refusal = None  # (status, headers, body so far) of websocket.http.response
        self.read_paused = False
        self.ping_timer = self.pong_timer = None
        self.pinged = b""
        self.pings = 0

    # --- from the connection

    def connect(self, head):
        headers = [(n.encode("latin-1").lower(), v.encode("latin-1")) for n, v in head["headers"]]
        self.key, problem = _checked(headers)
        if problem is not None:
            status, text = problem
            self.handshake_complete = self.close_sent = True
            self._reject(status, text)
            self.state.outs.append(["done", self.fd])
            return
        raw, _, query = head["target"].partition("?")
        root = self.state.root_path
        protocols = [v.decode("latin-1") for n, v in headers if n == b"sec-websocket-protocol"]
        self.scope = {
            "type": "websocket",
            "asgi": {"version": self.state.asgi_version, "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "wss" if self.transport.sealed else "ws",
            "server": self.server,
            "client": self.client,
            "root_path": root,
            "path": root + urllib.parse.unquote(raw),
            "raw_path": root.encode("ascii") + raw.encode("latin-1"),
            "query_string": query.encode("latin-1"),
            "headers": headers,
            "subprotocols": [p.strip() for text in protocols for p in text.split(",")],
            "state": self.state.app_state.copy(),
            "extensions": {"websocket.http.response": {}},
        }
        self.queue.put_nowait({"type": "websocket.connect"})
        self.state.run(self, self.run_asgi())

    def data(self):
        """Bytes have come; there is no keep-alive timer to stop here."""

    def message(self, kind, payload):
        if kind == "text":
            try:
                message = {"type": "websocket.receive", "text": payload.decode()}
            except UnicodeDecodeError as e:
                text = "Invalid UTF-8 sequence received from client.\n" + told.format_exception(e)
                self.state.log("error", text.rstrip("\n"))
                self.fail(1007, "")
                return
        else:
            message = {"type": "websocket.receive", "bytes": payload}
        self.queue.put_nowait(message)
        if not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    def ping(self, payload):
        self.transport.write(frame(PONG, payload))

    def pong(self, payload):
        if self.pong_timer is not None and payload == self.pinged:
            self.pong_timer.cancel()
            self.pong_timer = None
            self._schedule_ping()

    def close(self, code, reason):
        if self.close_sent or self.transport.is_closing():
            return
        self._disconnected(code, reason)
        self.transport.write(close_frame(code, reason))
        self.transport.close()

    def fail(self, code, reason):
        """The client broke the protocol."""
        if self.close_sent or self.transport.is_closing():
            return
        self._disconnected(code, reason)
        self.transport.write(close_frame(code, reason))
        self.close_sent = True
        self.transport.close()

    def shutdown(self):
        self._stop_pings()
        if self.handshake_complete:
            if not self.close_sent and not self.transport.is_closing():
                self.queue.put_nowait({"type": "websocket.disconnect", "code": 1012})
                self.transport.write(close_frame(1012))
        else:
            self._send_500()
        self.transport.close()

    def _schedule_ping(self):
        interval = self.state.facts.get("ws_ping_interval")
        if interval:
            self.ping_timer = self.state.loop.call_later(interval, self._ping)

    def _ping(self):
        if self.close_sent or self.transport.is_closing():
            return
        self.pings += 1
        self.pinged = struct.pack("!I", self.pings)
        self.transport.write(frame(PING, self.pinged))
        self.pong_timer = self.state.loop.call_later(self.state.facts["ws_ping_timeout"], self._ping_timeout)

    def _ping_timeout(self):
        self.pong_timer = None
        if not self.close_sent and not self.transport.is_closing():
            self.transport.write(close_frame(1011, "keepalive ping timeout"))
            self.close_sent = True
            self.transport.close()

    def _stop_pings(self):
        for timer in (self.ping_timer, self.pong_timer):
            if timer is not None:
                timer.cancel()
        self.ping_timer = self.pong_timer = None

    def connection_lost(self, _error):
        self._stop_pings()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": 1005 if self.handshake_complete else 1006})
        self.flow.resume()

    def pause_writing(self):
        self.flow.pause()

    def resume_writing(self):
        self.flow.resume()

    # --- the app's side

    async def run_asgi(self):
        log = self.state.log
        try:
            result = await self.state.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            self.transport.close()
        except BaseException as e:
            log("error", "Exception in ASGI application\n" + told.format_exception(e).rstrip("\n"))
            raised(self.call, e)
            self._send_500()
            self.transport.close()
        else:
            core.syscall("app.returned", self.call)
            if not self.handshake_complete:
                log("error", "ASGI callable returned without completing handshake.")
                self._send_500()
            elif result is not None:
                log("error", f"ASGI callable should return None, but returned '{result}'.")
            self.transport.close()
        finally:
            self.state.outs.append(["done", self.fd])

    async def send(self, message):
        if self.flow.write_paused:
            await self.flow.drain()
        kind = message["type"]
        if not self.handshake_complete and self.refusal is None:
            self._answer(kind, message)
        elif not self.close_sent and self.refusal is None:
            self._talk(kind, message)
        elif self.refusal is not None:
            if kind != "websocket.http.response.body":
                raise RuntimeError(f"Expected ASGI message 'websocket.http.response.body' but got '{kind}'.")
            self._refuse_with(message)
        else:
            raise RuntimeError(f"Unexpected ASGI message '{kind}', after sending 'websocket.close'.")

    async def receive(self):
        message = await self.queue.get()
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            self.transport.resume_reading()
        return message

    def _answer(self, kind, message):
        if kind == "websocket.accept":
            self._log("[accepted]")
            self._accept(message)
        elif kind == "websocket.close":
            self.queue.put_nowait({"type": "websocket.disconnect", "code": 1006})
            self._log("403")
            self.handshake_complete = self.close_sent = True
            self._reject(403, "")
        elif kind == "websocket.http.response.start":
            status = message["status"]
            if not 100 <= status < 600:
                raise RuntimeError("Invalid HTTP status code '%d' in response." % status)
            self._log(status)
            headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in message.get("headers", [])]
            self.refusal = (status, headers, b"")
        else:
            raise RuntimeError(_FIRST.format(kind))

    def _accept(self, message):
        if self.transport.is_closing():
            return
        self.handshake_complete = True
        key = base64.b64encode(hashlib.sha1(self.key + _GUID).digest()).decode()
        wsproto = self.state.ws == "wsproto"
        headers = [("Upgrade", "WebSocket" if wsproto else "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", key)]
        given = self.state.default_headers() + list(message.get("headers", []))
        headers += [(n.decode("latin-1").lower(), v.decode("latin-1")) for n, v in given]
        if message.get("subprotocol"):
            headers.append(("Sec-WebSocket-Protocol", message["subprotocol"]))
        reason = "" if wsproto else "Switching Protocols"
        self._write_head(101, reason, headers)
        core.syscall("app.responded", self.call, self.fd, 101, "Switching Protocols", "\n".join(f"{n}: {v}" for n, v in headers))
        if not wsproto:
            self.state.log("info", "connection open")
        self._schedule_ping()

    def _talk(self, kind, message):
        if kind == "websocket.send":
            if self.transport.is_closing():
                raise ClientDisconnected
            text, data = message.get("text"), message.get("bytes")
            payload = frame(BINARY, data) if data is not None else frame(TEXT, text.encode()) if text is not None else b""
            self.transport.write(payload)
            core.syscall("app.block", self.call, len(payload))
        elif kind == "websocket.close":
            if not self.transport.is_closing():
                code, reason = message.get("code", 1000), message.get("reason", "") or ""
                self._disconnected(code, reason)
                self.transport.write(close_frame(code, reason))
                self.close_sent = True
                self.transport.close()
        else:
            raise RuntimeError(f"Expected ASGI message 'websocket.send' or 'websocket.close', but got '{kind}'.")

    def _refuse_with(self, message):
        status, headers, body = self.refusal
        body += message.get("body", b"")
        self.refusal = (status, headers, body)
        if not message.get("more_body", False):
            self.queue.put_nowait({"type": "websocket.disconnect", "code": 1006})
            self.close_sent = True
            self._reject(status, body.decode(), headers)

    def _reject(self, status, text, extra=()):
        """websockets' `reject`: a whole answer, and the end of the connection."""
        reason = http.HTTPStatus(status).phrase
        body = text.encode()
        headers = [("Date", formatdate(int(time.time()), usegmt=True)), ("Connection", "close"), ("Content-Length", str(len(body)))]
        headers += [("Content-Type", "text/plain; charset=utf-8"), *extra]
        self._write_head(status, reason, headers, body)
        core.syscall("app.error_page", self.fd, status)
        if self.state.ws != "wsproto":
            self.state.log("info", f"connection rejected ({status} {reason})")
        self.transport.close()

    def _send_500(self):
        if self.refusal is None and not self.handshake_complete:
            self._reject(500, "Internal Server Error")

    def _write_head(self, status, reason, headers, body=b""):
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers), "", ""]
        self.transport.write("\r\n".join(lines).encode("latin-1") + body)

    def _disconnected(self, code, reason):
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})

    def _log(self, what):
        client, path = asgi_app.client_text(self.scope), asgi_app.path_with_query(self.scope)
        self.state.log("info", f'{client} - "WebSocket {path}" {what}')


def _checked(headers):
    """(key, None), or (None, (status, text)) for a handshake that websockets refuses (RFC 6455 section 4.2.1)."""
    found = {}
    for name, value in headers:
        found.setdefault(name, value)
    key = found.get(b"sec-websocket-key")
    failed = "Failed to open a WebSocket connection: {}.\n"
    if key is None:
        return None, (400, failed.format("missing Sec-WebSocket-Key header"))
    try:
        valid = len(base64.b64decode(key, validate=True)) == 16
    except ValueError:
        valid = False
    if not valid:
        return None, (400, failed.format(f"invalid Sec-WebSocket-Key header: {key.decode('latin-1')}"))
    version = found.get(b"sec-websocket-version")
    if version is None:
        return None, (400, failed.format("missing Sec-WebSocket-Version header"))
    if version != b"13":
        return None, (400, failed.format(f"invalid Sec-WebSocket-Version header: {version.decode('latin-1')}"))
    return key, None
