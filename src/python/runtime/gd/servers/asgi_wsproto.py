"""`--ws wsproto`: WebSocket connections where that library answers otherwise (uvicorn 0.54 protocols/websockets/wsproto_impl.py)."""

import enum

from .. import core
from .asgi_ws import WebSocketProtocol
from .asgi_ws_wire import CloseCode, close_payload

_REASON = 123  # bytes that a close frame has for it
_OTHERWISE = {1007: "INVALID_FRAME_PAYLOAD_DATA", 1010: "MANDATORY_EXT", 1015: "TLS_HANDSHAKE_FAILED"}
#: wsproto's names; unlike websockets it uses them for what a client sent, too.
CloseReason = enum.IntEnum("CloseReason", [(_OTHERWISE.get(c, c.name), c.value) for c in CloseCode if c != 1014])


def named(code):
    return CloseReason(code) if code in CloseReason else code


class WSProtoProtocol(WebSocketProtocol):
    upgrade, phrase = "WebSocket", ""
    talks = debugs = False

    def _seen(self, headers):
        """The library takes two headers out; uvicorn puts Host back, as the first."""
        host = [header for header in headers if header[0] == b"host"]
        return host[-1:] + [header for header in headers if header[0] not in (b"host", b"sec-websocket-extensions")]

    def _disconnected(self, code, reason):
        super()._disconnected(code if self.close_sent else named(code), reason)

    def fail(self, code, reason):
        if code == 1009:
            size = self.state.facts["ws_max_size"]
            self._failed(1009, 1009, f"Message exceeds the maximum size ({size} bytes)")
        elif not self.close_sent:
            # A client that breaks the protocol gets no close frame.
            self._disconnected(code, reason)
            self.transport.close()

    def _failed(self, _shown, code, reason):
        """uvicorn says so itself, with a plain number."""
        if code == 1007:
            self.fail(code, reason)
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.write_close(code, reason)
        self.close_sent = True
        self.transport.close()

    def _farewell(self, code, reason):
        """Sent as it is: a reason is cut to what has room, and only the code for "none came" may not be said."""
        if code is None:
            return b""
        cut = reason.encode()[:_REASON].decode(errors="ignore")
        return close_payload(1000 if code == CloseCode.NO_STATUS_RCVD else code, cut)

    def _closed_by_app(self, code, reason):
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})

    def _talk(self, kind, message):
        if kind == "websocket.send" and message.get("bytes") is None and message.get("text") is None:
            raise ValueError("Must provide bytes or text")
        super()._talk(kind, message)

    def _answer(self, kind, message):
        """A refusal with a body goes out as the application says it."""
        if kind != "websocket.http.response.start":
            super()._answer(kind, message)
            return
        status = message["status"]
        if not 100 <= status < 600:
            raise RuntimeError("Invalid HTTP status code '%d' in response." % status)
        self._log(status)
        self.handshake_complete = True
        self.refusal = status
        self._write_head(status, "", [(n.decode("latin-1"), v.decode("latin-1")) for n, v in message["headers"]])

    def _refuse_with(self, message):
        self.transport.write(message["body"])
        if not message.get("more_body", False):
            self.queue.put_nowait({"type": "websocket.disconnect", "code": 1006})
            self.close_sent = True
            core.syscall("app.error_page", self.fd, self.refusal)
            self.transport.close()

    def _own_headers(self, body):
        length = ("content-length", str(len(body)))
        return [("content-type", "text/plain; charset=utf-8"), ("connection", "close"), length] if body else [length]
