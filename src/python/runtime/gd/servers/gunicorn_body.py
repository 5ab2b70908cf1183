"""`wsgi.input` of gunicorn 26.2: by length or chunked, read from the client's socket as the application asks for it."""

import re
import sys

from .. import core

_HEX = b"0123456789abcdefABCDEF"


class NoMoreData(OSError):
    """The client left in the middle."""

    def __str__(self):
        return f"No more data after: {self.args[0] if self.args else None!r}"


class InvalidChunkSize(OSError):
    def __str__(self):
        return f"Invalid chunk size: {self.args[0]!r}"


class ChunkMissingTerminator(OSError):
    def __str__(self):
        return f"Invalid chunk terminator is not '\\r\\n': {self.args[0]!r}"


class InvalidChunkExtension(OSError):
    def __str__(self):
        return f"Invalid chunk extension: {self.args[0]}"


class ParseException(Exception):
    """Something that gunicorn answers with a page of its own instead of 500."""

    status, reason, prefix = 400, "Bad Request", ""

    def __init__(self, what):
        super().__init__(what)
        self.what = what

    def __str__(self):
        return f"{self.prefix}{self.what!r}"

    def page(self):
        return str(self)


class InvalidHeader(ParseException):
    prefix = "Invalid HTTP Header: "


class InvalidHeaderName(ParseException):
    prefix = "Invalid HTTP header name: "


for _class in (ParseException, InvalidHeader, InvalidHeaderName, NoMoreData, InvalidChunkSize, ChunkMissingTerminator, InvalidChunkExtension):
    _class.__module__ = "gunicorn.http.errors"


TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9a-zA-Z]+")
#: RFC 9110 section 6.5.1.
_NO_TRAILER = frozenset(("HOST", "CONTENT-LENGTH", "TRANSFER-ENCODING", "TRAILER", "AUTHORIZATION", "TE"))


def check_trailer(line):
    name, colon, value = line.partition(":")
    if not colon or not name:
        raise InvalidHeader(line)
    if not TOKEN.fullmatch(name) or name.upper() in _NO_TRAILER:
        raise InvalidHeaderName(name.upper() if TOKEN.fullmatch(name) else name)
    if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value):
        raise InvalidHeader(name.upper())


class _Source:
    """Bytes from the socket, those behind the head first."""

    __slots__ = ("fd", "held")

    def __init__(self, fd, held):
        self.fd = fd
        self.held = bytes(held)

    def take(self):
        if self.held:
            data, self.held = self.held, b""
            return data
        return core.syscall("net.recv", self.fd, 8192)

    def line(self):
        """Up to the next CRLF, which is taken away too."""
        data = b""
        while (at := data.find(b"\r\n")) < 0:
            more = self.take()
            if not more:
                raise NoMoreData()
            data += more
        self.held = data[at + 2 :] + self.held
        return data[:at]


class _Length:
    def __init__(self, source, length):
        self.source = source
        self.length = length

    def more(self):
        """The next bytes of the body; empty at its end, or when the client closed too early."""
        if self.length <= 0:
            return b""
        data = self.source.take()
        if not data:
            self.length = 0
            return b""
        if len(data) > self.length:
            self.source.held = data[self.length :] + self.source.held
            data = data[: self.length]
        self.length -= len(data)
        return data


class _Chunked:
    def __init__(self, source):
        self.source = source
        self.left = 0
        self.done = False

    def more(self):
        if self.done:
            return b""
        if self.left == 0:
            self.left = self._size()
            if self.left == 0:
                self._trailers()
                self.done = True
                return b""
        data = self.source.take()
        if not data:
            raise NoMoreData()
        if len(data) > self.left:
            self.source.held = data[self.left :] + self.source.held
            data = data[: self.left]
        self.left -= len(data)
        if self.left == 0:
            self._end()
        return data

    def _size(self):
        line = self.source.line()
        size, mark, extension = line.partition(b";")
        if mark:
            if b"\r" in extension:
                raise InvalidChunkExtension("bare CR not allowed")
            size = size.rstrip(b" \t")
        if not size or any(c not in _HEX for c in size):
            raise InvalidChunkSize(size)
        return int(size, 16)

    def _end(self):
        data = b""
        while len(data) < 2:
            more = self.source.take()
            if not more:
                break
            data += more
        if data[:2] != b"\r\n":
            raise ChunkMissingTerminator(data[:2])
        self.source.held = data[2:] + self.source.held

    def _trailers(self):
        try:
            while line := self.source.line():
                check_trailer(line.decode("latin-1"))
        except NoMoreData:
            raise ChunkMissingTerminator(b"") from None


class Body:
    """A file-like object for reading (PEP 3333, "Input and Error Streams")."""

    _source = None
    _opened = None

    def __init__(self, fd, length, rest):
        self._fd = fd
        self._length = length
        self._rest = rest
        self._held = b""

    @property
    def _reader(self):
        """Made when it is asked for: few requests have a body."""
        reader = self._opened
        if reader is None:
            self._source = source = _Source(self._fd, self._rest)
            reader = self._opened = _Chunked(source) if self._length < 0 else _Length(source, self._length)
        return reader

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    @staticmethod
    def _limit(size):
        if size is None:
            return sys.maxsize
        if not isinstance(size, int):
            raise TypeError("size must be an integral type")
        return sys.maxsize if size < 0 else size

    def read(self, size=None):
        size = self._limit(size)
        parts = [self._held]
        have = len(self._held)
        self._held = b""
        try:
            while have < size:
                data = self._reader.more()
                if not data:
                    break
                parts.append(data)
                have += len(data)
        finally:
            data = b"".join(parts)
            self._held = data[size:]
        return data[:size]

    def readline(self, size=None):
        size = self._limit(size)
        if size == 0:
            return b""
        data = self._held
        self._held = b""
        while (at := data.find(b"\n", 0, size)) < 0 and len(data) < size:
            more = self._reader.more()
            if not more:
                break
            data += more
        end = at + 1 if at >= 0 else min(size, len(data))
        self._held = data[end:]
        return data[:end]

    def readlines(self, _size=None):
        return list(self)

    def drain(self, most):
        """Read what the application left, so that the next request starts where it should. False for `most` bytes of it (None:
        any number will do): the connection is of no more use then."""
        if self._opened is None and self._length == 0:
            return True
        drained = len(self._held)
        self._held = b""
        while most is None or drained < most:
            data = self._reader.more()
            if not data:
                return True
            drained += len(data)
        return False

    def left(self):
        """Bytes behind this body: the beginning of the next request."""
        return self._rest if self._source is None else self._source.held
