"""A connection as asyncio's transports show it: writes that never wait, a buffer with water marks, an orderly close.

With uvloop writes go out when the callbacks of an iteration have run; with asyncio's own loop at once.
"""

from .. import core, net

HIGH_WATER = 64 * 1024
LOW_WATER = HIGH_WATER // 4


class Transport:
    def __init__(self, state, fd):
        self.state = state
        self.fd = fd
        self.protocol = None
        self.sealed = False  # TLS
        self._buffer = bytearray()
        self._closing = False
        self._lost = False
        self._writer = False
        self._paused_protocol = False
        self._paused_reading = False

    def is_closing(self):
        return self._closing

    def write(self, data):
        data = bytes(memoryview(data))
        if self._lost or not data:
            return
        queued = self.state.queued
        if queued is not None:
            if self not in queued:
                queued.append(self)
        elif not self._buffer:
            sent = self._send(data)
            if sent is None:
                return
            data = data[sent:]
        self._buffer += data
        if self._buffer and queued is None:
            self._want_writer()
        if len(self._buffer) > HIGH_WATER and not self._paused_protocol:
            self._paused_protocol = True
            self.protocol.pause_writing()

    def flush(self):
        """Send what there is room for; the rest when the reader has made room."""
        if self._lost:
            return
        while self._buffer:
            sent = self._send(self._buffer)
            if sent is None:
                return
            if not sent:
                self._want_writer()
                break
            del self._buffer[:sent]
        if self._paused_protocol and len(self._buffer) <= LOW_WATER:
            self._paused_protocol = False
            self.protocol.resume_writing()
        if not self._buffer:
            self._drop_writer()
            if self._closing:
                self._lose(None)

    def close(self):
        if self._closing:
            return
        self._closing = True
        self.pause_reading()
        if not self._buffer:
            self._lose(None)

    def reset(self):
        self._fatal(ConnectionResetError(104, "Connection reset by peer"))

    def pause_reading(self):
        if not self._paused_reading:
            self._paused_reading = True
            self.state.outs.append(["pause", self.fd])

    def resume_reading(self):
        if self._paused_reading and not self._closing:
            self._paused_reading = False
            self.state.outs.append(["resume", self.fd])

    def _send(self, data):
        """Bytes taken, 0 when there is no room; None when the connection is broken."""
        try:
            return core.syscall("app.write", 0, self.fd, "", data.decode("latin-1"), -1)
        except OSError as e:
            self._fatal(e)
            return None

    def _fatal(self, e):
        self._closing = True
        self._buffer.clear()
        self._lose(e)

    def _lose(self, e):
        if self._lost:
            return
        self._lost = True
        self._drop_writer()
        self.state.loop.call_soon(self._gone, e)

    def _gone(self, e):
        self.protocol.connection_lost(e)
        self.state.connections.pop(self.fd, None)
        core.syscall("net.close", self.fd)
        self.state.outs.append(["closed", self.fd])

    def _want_writer(self):
        if not self._writer:
            self._writer = True
            self.state.loop._add_writer(net.BASE + self.fd, self.flush)

    def _drop_writer(self):
        if self._writer:
            self._writer = False
            self.state.loop._remove_writer(net.BASE + self.fd)
