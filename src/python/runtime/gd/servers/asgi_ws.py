"""WebSocket connections as uvicorn 0.54 serves them (protocols/websockets/websockets_sansio_impl.py; ASGI WebSocket spec 2.3).

Frames come in as whole messages; what goes out is framed here (RFC 6455 section 5.2: a server's frames are not masked).
"""

import asyncio
import base64
import hashlib
import http
import struct
import urllib.parse

from .. import core
from . import asgi_app, told
from .asgi_http import Flow, raised
from .asgi_log import LEVELS
from .asgi_ws_wire import BINARY, CLOSE, PING, PONG, TEXT, CloseCode, checked, close_payload, farewell, frame, now, told as told_frame

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#: How long a close frame may go unanswered, s.
CLOSE_TIMEOUT = 10.0
_FIRST = "Expected ASGI message 'websocket.accept', 'websocket.close' or 'websocket.http.response.start' but got '{}'."


class ClientDisconnected(OSError):
    """What the app sees when it sends to a client that has gone."""


ClientDisconnected.__module__ = "uvicorn.protocols.utils"


class WebSocketProtocol:
    """One connection after its upgrade; also the call of the app for it."""

    #: What the library's own answer to a handshake says.
    upgrade, phrase = "websocket", "Switching Protocols"
    #: Does the library log that a connection is open or refused?
    talks = True
    unfinished = "completing handshake"
    debugs = True

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
        self.disconnected = False
        self.close_timer = None
        self.refusal = None  # (status, headers, body so far) of websocket.http.response
        self.read_paused = False
        self.ping_timer = self.pong_timer = None
        self.pinged = b""
        self.pings = 0
        #: Does the library tell every header and frame?
        self.verbose = self.debugs and state.log.level <= LEVELS["debug"]
        if self.verbose:
            state.log("debug", "= connection is CONNECTING")
        state.trace(self, "WebSocket connection made")

    # --- from the connection

    def connect(self, head):
        if self.verbose:
            for line in (f"GET {head['target']} HTTP/1.1", *(f"{n.lower()}: {v}" for n, v in head["headers"])):
                self.state.log("debug", f"< {line}")
        headers = self._seen([(n.encode("latin-1").lower(), v.encode("latin-1")) for n, v in head["headers"]])
        self.key, problem = checked(headers)
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
            "asgi": {"version": self.state.asgi_version, "spec_version": "2.4"},
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

    def _seen(self, headers):
        """What the library makes of the headers."""
        return headers

    def data(self):
        """Bytes have come; there is no keep-alive timer to stop here."""

    def message(self, kind, payload):
        self._debug("<", TEXT if kind == "text" else BINARY, bytes(payload))
        if self.close_sent:
            return
        if kind == "text":
            try:
                message = {"type": "websocket.receive", "text": payload.decode()}
            except UnicodeDecodeError as e:
                text = "Invalid UTF-8 sequence received from client.\n" + told.format_exception(e)
                self.state.log("error", text.rstrip("\n"))
                self._failed(1007, 1007, "")
                return
        else:
            message = {"type": "websocket.receive", "bytes": payload}
        self.queue.put_nowait(message)
        if not self.read_paused:
            self.read_paused = True
            self.transport.pause_reading()

    def ping(self, payload):
        self._debug("<", PING, payload)
        self._out(PONG, payload)

    def pong(self, payload):
        if self.pong_timer is not None and payload == self.pinged:
            self.pong_timer.cancel()
            self.pong_timer = None
            self._schedule_ping()

    def close(self, code, reason):
        self._debug("<", CLOSE, close_payload(code, reason))
        if self.close_sent:
            # The answer to the server's own close frame.
            if self.close_timer is not None:
                self._stop_waiting()
                self.transport.close()
            return
        if self.transport.is_closing():
            return
        self._disconnected(CloseCode.NO_STATUS_RCVD if code == 1005 else code, reason)
        self.write_close(code, reason)
        if self.verbose:
            self.state.log("debug", "= connection is CLOSING")
            self.state.log("debug", "> EOF")
        self.transport.close()

    def fail(self, code, reason):
        """The client broke the protocol."""
        if not self.transport.is_closing():
            self._failed(CloseCode(code), code, reason)

    def _failed(self, shown, code, reason):
        self._disconnected(shown, reason)
        if not self.close_sent:
            self.write_close(code, reason)
        self.close_sent = True
        self.transport.close()

    def write_close(self, code, reason=""):
        self._out(CLOSE, close_payload(code, reason))

    def _out(self, opcode, payload):
        self._debug(">", opcode, payload)
        self.transport.write(frame(opcode, payload))

    def _debug(self, way, opcode, payload):
        if self.verbose:
            self.state.log("debug", f"{way} {told_frame(opcode, payload)}")

    def shutdown(self):
        self._stop_pings()
        if self.close_sent:
            self._stop_waiting()
        elif self.handshake_complete:
            self.queue.put_nowait({"type": "websocket.disconnect", "code": 1012})
            self.write_close(1012)
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
        self._out(PING, self.pinged)
        self.pong_timer = self.state.loop.call_later(self.state.facts["ws_ping_timeout"], self._ping_timeout)

    def _ping_timeout(self):
        self.pong_timer = None
        if not self.close_sent and not self.transport.is_closing():
            self.state.trace(self, "WebSocket keepalive ping timeout")
            self.write_close(1011, "keepalive ping timeout")
            self.close_sent = True
            self.transport.close()

    def _stop_pings(self):
        for timer in (self.ping_timer, self.pong_timer):
            if timer is not None:
                timer.cancel()
        self.ping_timer = self.pong_timer = None

    def _lost(self):
        return {"type": "websocket.disconnect", "code": 1005 if self.handshake_complete else 1006}

    def _stop_waiting(self):
        if self.close_timer is not None:
            self.close_timer.cancel()
            self.close_timer = None

    def connection_lost(self, _error):
        self._stop_pings()
        self.queue.put_nowait(self._lost())
        self.state.trace(self, "WebSocket connection lost")
        self.handshake_complete = self.disconnected = True
        self._stop_waiting()
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
            pass
        except BaseException as e:
            log("error", "Exception in ASGI application\n" + told.format_exception(e).rstrip("\n"))
            raised(self.call, e)
            self._send_500()
        else:
            core.syscall("app.returned", self.call)
            if not self.handshake_complete:
                log("error", f"ASGI callable returned without {self.unfinished}.")
                self._send_500()
            elif result is not None:
                log("error", f"ASGI callable should return None, but returned '{result}'.")
        finally:
            if self.close_timer is None:
                self.transport.close()
            self.state.outs.append(["done", self.fd])

    async def send(self, message):
        if self.flow.write_paused:
            await self.flow.drain()
        if self.disconnected:
            raise ClientDisconnected
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
        headers = [("Upgrade", self.upgrade), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", key)]
        given = self.state.default_headers() + list(message.get("headers", []))
        headers += [(n.decode("latin-1").lower(), v.decode("latin-1")) for n, v in given]
        if message.get("subprotocol"):
            headers.append(("Sec-WebSocket-Protocol", message["subprotocol"]))
        self._write_head(101, self.phrase, headers)
        core.syscall("app.responded", self.call, self.fd, 101, "Switching Protocols", "\n".join(f"{n}: {v}" for n, v in headers))
        if self.verbose:
            self.state.log("debug", "= connection is OPEN")
        if self.talks:
            self.state.log("info", "connection open")
        self._schedule_ping()

    def _talk(self, kind, message):
        if kind == "websocket.send":
            if self.transport.is_closing():
                raise ClientDisconnected
            text, data = message.get("text"), message.get("bytes")
            payload = data if data is not None else text.encode() if text is not None else None
            if payload is not None:
                self._out(TEXT if data is None else BINARY, payload)
            core.syscall("app.block", self.call, len(payload or b""))
        elif kind == "websocket.close":
            if not self.transport.is_closing():
                code, reason = message.get("code", 1000), message.get("reason", "") or ""
                self._closing(self._farewell(code, reason))
                self._closed_by_app(code, reason)
        else:
            raise RuntimeError(f"Expected ASGI message 'websocket.send' or 'websocket.close', but got '{kind}'.")

    _farewell = staticmethod(farewell)

    def _closed_by_app(self, code, reason):
        self._disconnected(CloseCode.NO_STATUS_RCVD if code is None else code, reason)

    def _closing(self, payload):
        """Wait for the client's close frame, but not for ever; what else it says is read and dropped."""
        self._out(CLOSE, payload)
        self.close_sent = True
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.state.loop.call_later(CLOSE_TIMEOUT, self.transport.close)

    def _refuse_with(self, message):
        status, headers, body = self.refusal
        body += message["body"]
        self.refusal = (status, headers, body)
        if not message.get("more_body", False):
            self.queue.put_nowait({"type": "websocket.disconnect", "code": 1006})
            self.close_sent = True
            given = {name.lower() for name, _ in headers}
            self._answer_with(status, headers + [h for h in self._own_headers(body) if h[0].lower() not in given], body)

    def _reject(self, status, text):
        """websockets' `reject`: a whole answer, and the end of the connection."""
        body = text.encode()
        self._answer_with(status, self._own_headers(body), body)

    def _own_headers(self, body):
        kind = ("Content-Type", "text/plain; charset=utf-8")
        return [("Date", now()), ("Connection", "close"), ("Content-Length", str(len(body))), kind]

    def _answer_with(self, status, headers, body):
        phrase = http.HTTPStatus(status).phrase
        self._write_head(status, phrase if self.phrase else "", headers, body)
        core.syscall("app.error_page", self.fd, status)
        if self.talks:
            self.state.log("info", f"connection rejected ({status} {phrase})")
        if self.verbose:
            self.state.log("debug", "> EOF")
        self.transport.close()

    def _send_500(self):
        if self.refusal is None and not self.handshake_complete:
            self._reject(500, "Internal Server Error")

    def _write_head(self, status, reason, headers, body=b""):
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers)]
        if self.verbose:
            for line in lines + ([f"[body] ({len(body)} bytes)"] if body else []):
                self.state.log("debug", f"> {line}")
        lines += ["", ""]
        self.transport.write("\r\n".join(lines).encode("latin-1") + body)

    def _disconnected(self, code, reason):
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})

    def _log(self, what):
        client, path = asgi_app.client_text(self.scope), asgi_app.path_with_query(self.scope)
        self.state.log("info", f'{client} - "WebSocket {path}" {what}')
