"""`wsgi.input`: a request's body, as long as it says, or in chunks."""

_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Input:
    def __init__(self, rfile, length, chunked, wfile):
        self._rfile, self._chunked, self._wfile = rfile, chunked, wfile
        self._left = length  # of the body, or of the chunk
        self._ended = not chunked and length == 0
        self.answered = False

    def is_expected(self):
        """The client waits to be told to go on."""
        return self._wfile is not None and not self.answered

    def _begin(self):
        if self.is_expected():
            self._wfile.write(_CONTINUE)
            self._wfile.flush()
        self._wfile = None

    def _next_chunk(self):
        if self._chunked and self._left == 0 and not self._ended:
            self._left = int(self._rfile.readline().split(b";", 1)[0], 16)
            if self._left == 0:
                self._ended = True
                self._rfile.readline()

    def _some(self, most, line):
        self._begin()
        self._next_chunk()
        if self._ended or self._left == 0:
            return b""
        size = self._left if most is None else min(most, self._left)
        data = self._rfile.readline(size) if line else self._rfile.read(size)
        self._left -= len(data)
        if not data:
            self._ended = True
        elif self._chunked and self._left == 0:
            self._rfile.readline()
        return data

    def read(self, size=-1):
        wanted = None if size is None or size < 0 else size
        found = b""
        while wanted is None or len(found) < wanted:
            data = self._some(None if wanted is None else wanted - len(found), False)
            if not data:
                break
            found += data
        return found

    def readline(self, size=-1):
        found = b""
        while not found.endswith(b"\n") and not (size is not None and 0 <= size <= len(found)):
            data = self._some(None if size is None or size < 0 else size - len(found), True)
            if not data:
                break
            found += data
        return found

    def readlines(self, _hint=None):
        return list(self)

    def __iter__(self):
        return iter(self.readline, b"")

    def discard(self):
        while self.read(16384):
            pass
