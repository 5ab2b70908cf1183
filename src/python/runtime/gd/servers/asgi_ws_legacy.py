"""`--ws websockets`: the older interface of that library (uvicorn 0.54 protocols/websockets/websockets_impl.py), going away."""

import asyncio

from .asgi_ws import WebSocketProtocol
from .asgi_ws_wire import CloseCode, now, valid_farewell

#: What importing it says on standard error.
DEPRECATED = (
    "{}/uvicorn/protocols/websockets/websockets_impl.py:41: UvicornDeprecationWarning: The `websockets` implementation is "
    "deprecated, and `--ws websockets` will point at the `websockets-sansio` implementation in a future release. Use `--ws "
    "websockets-sansio` or `--ws auto` to switch now.\n  warnings.warn(\n"
)


class LegacyProtocol(WebSocketProtocol):
    unfinished = "sending handshake"
    debugs = False

    def __init__(self, *args):
        super().__init__(*args)
        self.over = False  # the application sent a close or was told of one
        self.gone = asyncio.Event()
        self.stopping = False

    def fail(self, code, _reason):
        """The library closes without a word; for the application the connection is simply lost."""
        if not self.close_sent and not self.transport.is_closing():
            self._failed(CloseCode.ABNORMAL_CLOSURE, code, "")

    def _failed(self, _shown, code, _reason):
        super()._failed(CloseCode.ABNORMAL_CLOSURE, code, "")

    def shutdown(self):
        self.stopping = True
        super().shutdown()

    def _lost(self):
        if not self.handshake_complete:
            return super()._lost()
        if self.stopping:
            return {"type": "websocket.disconnect", "code": 1012}
        return {"type": "websocket.disconnect", "code": CloseCode.ABNORMAL_CLOSURE, "reason": ""}

    def connection_lost(self, error):
        super().connection_lost(error)
        self.gone.set()
        self.state.log("info", "connection closed")

    _farewell = staticmethod(valid_farewell)

    def _closed_by_app(self, _code, _reason):
        self.queue.put_nowait({"type": "websocket.disconnect", "code": 1005})

    async def send(self, message):
        kind = message["type"]
        if self.over and self.refusal is None:
            text = "after sending 'websocket.close' or response already completed."
            raise RuntimeError(f"Unexpected ASGI message '{kind}', {text}")
        talking = self.handshake_complete and self.refusal is None
        if talking and kind == "websocket.send" and message.get("bytes") is None and message.get("text") is None:
            raise TypeError("data must be str, bytes-like, or iterable")
        await super().send(message)
        if kind == "websocket.close":
            self.over = True
            if talking:
                await self.gone.wait()

    async def receive(self):
        message = await super().receive()
        self.over = self.over or message["type"] == "websocket.disconnect"
        return message

    def _own_headers(self, body):
        length = ("Content-Length", str(len(body)))
        return [("Date", now()), length, ("Content-Type", "text/plain"), ("Connection", "close")]
