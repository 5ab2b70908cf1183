"""gunicorn 26.2's side of WSGI: request body, response, file wrapper, errors."""

import email.utils
import html
import io
import os
import re
import time

from .. import core, processes
from .gunicorn_body import TOKEN, InvalidHeader, InvalidHeaderName

#: The names `SERVER` and `SERVER_SOFTWARE` of the package: a configuration file may change them before they are used.
SOFTWARE = ("gunicorn", "gunicorn/26.2.0")
_VALUE = re.compile(r"[ \t\x21-\x7e\x80-\xff]*")
#: Bytes up to which a block travels as text.
_SMALL = 16384
_HOP_BY_HOP = frozenset(
    "connection keep-alive proxy-authenticate proxy-authorization te trailers transfer-encoding upgrade server date".split()
)

#: Headers that were looked at before and are sent as they are.
_plain = set()
_MOST_PLAIN = 256
#: What a status and headers came to: (code, headers, length, upgrade, reason, the headers' lines, whether it has no body).
_said = {}
_MOST_SAID = 64


class socket:  # noqa: N801
    """`gunicorn.socket`: the client's connection, as far as an application may use it."""

    def __init__(self, fd):
        self._fd = fd

    def fileno(self):
        return self._fd

    def send(self, data):
        return core.syscall("net.send", self._fd, bytes(data))

    def sendall(self, data):
        send(self._fd, bytes(data))

    def recv(self, size):
        return core.syscall("net.recv", self._fd, size)

    def shutdown(self, how):
        core.syscall("net.shutdown", self._fd, "rd" if how == 0 else "rdwr")

    def getpeername(self):
        return _address(core.syscall("net.peername", self._fd))

    def getsockname(self):
        return _address(core.syscall("net.sockname", self._fd))


def _address(known):
    return tuple(known) if isinstance(known, list) else known


class FileWrapper:
    """`wsgi.file_wrapper` (PEP 3333, "Optional Platform-Specific File Handling")."""

    def __init__(self, filelike, blksize=8192):
        self.filelike = filelike
        self.blksize = blksize
        if hasattr(filelike, "close"):
            self.close = filelike.close

    def __getitem__(self, _key):
        data = self.filelike.read(self.blksize)
        if data:
            return data
        raise IndexError

    def __iter__(self):
        return self

    def __next__(self):
        data = self.filelike.read(self.blksize)
        if data:
            return data
        raise StopIteration


class WSGIErrorsWrapper(io.RawIOBase):
    """`wsgi.errors`: the error log's stream, flushed at every write."""

    def __init__(self, known):
        self._known = known

    def writable(self):
        return True

    def _streams(self):
        """Standard error, or what the loggers' handlers write to."""
        known = self._known
        if known.logger is None:
            return [processes.current.stderr]
        handlers = known.logger.error_log.handlers
        first = [processes.current.stderr] if known.cfg.errorlog == "-" else []
        return first + [h.stream for h in handlers[len(first) :] if hasattr(h, "stream")]

    def write(self, data):
        fd = self._known.error_fd
        if fd == 2:
            for stream in self._streams():
                stream.write(data)
                stream.flush()
        else:
            core.syscall("fs.write", fd, data.encode("utf-8", "backslashreplace"), -1)
        return len(data)


#: A socket's buffer takes no more at once, so no more is handed over at once.
_SLICE = 212_992


def send(fd, data):
    """sendall: waits while the client reads slowly."""
    at, size = 0, len(data)
    if size <= _SLICE:
        at = core.syscall("net.send", fd, data)
    while at < size:
        at += core.syscall("net.send", fd, data[at : at + _SLICE])


class Response:
    status = status_code = None
    headers_sent = chunked = upgrade = omits_body = warned = False
    response_length = None
    sent = 0
    head = ""  # made, and to go out with the first bytes of the body
    lines = ""  # of `headers`

    def __init__(self, request, known, must_close=False):
        self.request = request
        self.fd = request.fd
        self.known = known
        self.headers = []
        self.must_close = must_close

    def should_close(self):
        if self.must_close or self.request.close:
            return True
        if self.response_length is not None or self.chunked:
            return False
        if self.request.method == "HEAD":
            return False
        return not (self.status_code < 200 or self.status_code in (204, 304))

    def start_response(self, status, headers, exc_info=None):
        if exc_info:
            try:
                if self.status and self.headers_sent:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None
        elif self.status is not None:
            raise AssertionError("Response headers already set!")
        # Applications say the same again and again, so a status with its headers is judged once.
        try:
            said = (status, *headers) if self.status is None and type(headers) is list else None
            known = _said.get(said)
        except TypeError:  # no tuples, or of what has no hash: the usual way says what is wrong
            said = known = None
        self.status = status
        if known is None:
            self._judge(status, headers)
            code = self.status_code
            reason = status.partition(" ")[2] if isinstance(status, str) else ""
            self.lines = lines = "\n".join([f"{k}: {v}" for k, v in self.headers])
            bodiless = code in (204, 304) or (code is not None and 100 <= code < 200)
            if said is not None:
                if len(_said) >= _MOST_SAID:
                    _said.clear()
                _said[said] = code, self.headers[:], self.response_length, self.upgrade, reason, lines, bodiless
        else:
            self.status_code, its, self.response_length, self.upgrade, reason, lines, bodiless = known
            self.headers = its[:]
            self.lines = lines
            code = self.status_code
        request = self.request
        self.omits_body = bodiless or request.method == "HEAD"
        self.chunked = self.response_length is None and request.version > (1, 0) and not self.omits_body
        core.tell("app.responded", request.call, self.fd, code or 0, reason, lines)
        return self.write

    def _judge(self, status, headers):
        try:
            self.status_code = code = int(status.split()[0])
        except ValueError:
            self.status_code = code = None
        self._take_headers(headers)
        if code is not None and (code == 204 or 100 <= code < 200):
            self.headers = [(k, v) for k, v in self.headers if k.lower() != "content-length"]
            self.response_length = None

    def _take_headers(self, headers):
        for name, value in headers:
            if type(name) is str and type(value) is str and (name, value) in _plain:
                self.headers.append((name, value))
                continue
            if not isinstance(name, str):
                raise TypeError("%r is not a string" % name)
            if not TOKEN.fullmatch(name):
                raise InvalidHeaderName(repr(name))
            if not isinstance(value, str):
                raise TypeError("%r is not a string" % value)
            if not _VALUE.fullmatch(value):
                raise InvalidHeader(repr(value))
            value = value.strip(" \t")
            lower = name.lower()
            if lower == "content-length":
                self.response_length = int(value)
            elif lower in _HOP_BY_HOP:
                if lower == "connection" and value.lower() == "upgrade":
                    self.upgrade = True
                elif lower == "upgrade" and value.lower() == "websocket":
                    self.headers.append((name, value))
                continue
            elif len(_plain) < _MOST_PLAIN:
                _plain.add((name, value))
            self.headers.append((name, value))

    def make_head(self):
        connection = "upgrade" if self.upgrade else "close" if self.should_close() else "keep-alive"
        major, minor = self.request.version
        coding = "Transfer-Encoding: chunked\r\n" if self.chunked else ""
        lines = self.lines.replace("\n", "\r\n") + "\r\n\r\n" if self.lines else "\r\n"
        head = (
            f"HTTP/{major}.{minor} {self.status}\r\nServer: {self.known.software[0]}\r\n"
            f"Date: {http_date()}\r\nConnection: {connection}\r\n{coding}{lines}"
        )
        if not head.isascii():
            head.encode("latin-1")  # an odd status is an error before anything is sent
        self.head = head
        self.headers_sent = True

    def _transmit(self, data, size):
        """The head if it is due, and `data`; `size` of the application's block, -1 when this is none of its blocks.

        Small pieces go as text, in one call of the machine (which still makes two writes of it): that is the quick way.
        """
        head = self.head
        if head:
            self.head = ""
        if len(data) <= _SMALL:
            stack, call = core.cur, self.request.call
            news = stack.news
            told = ()
            if news is not None:
                if news[1] == call:
                    told = news[3:]
                    stack.news = None
                else:
                    core.flush_news()
            sent = core.app_write(call, self.fd, head, data, size, *told)
            if sent < 0:  # not even the head: nothing of the block counts as sent
                self.sent -= max(size, 0)
                raise OSError(-sent, os.strerror(-sent))
            if sent < len(head) + len(data):
                send(self.fd, (head.encode("latin-1") + data)[sent:])
            return
        if head:
            send(self.fd, head.encode("latin-1"))
        core.syscall("app.block", self.request.call, size)
        send(self.fd, data)

    def send_headers(self):
        if not self.headers_sent:
            self.make_head()
        if self.head:
            self._transmit(b"", -1)

    def write(self, data):
        if not self.headers_sent:
            self.make_head()
        if not isinstance(data, bytes):
            self.send_headers()
            # As gunicorn puts it: a tuple here is taken for the arguments of the format.
            raise TypeError("%r is not a byte" % data)
        if self.omits_body:
            self.send_headers()
            self._dropped(len(data))
            return
        if self.response_length is not None:
            room = self.response_length - self.sent
            if room <= 0:
                self.send_headers()
                return
            if len(data) > room:
                data = data[:room]
        elif self.chunked and not data:
            self.send_headers()
            return
        size = len(data)
        self.sent += size
        self._transmit(b"%X\r\n%b\r\n" % (size, data) if self.chunked else data, size)

    def _dropped(self, size):
        if size and not self.warned:
            import logging

            logging.getLogger("gunicorn.http.wsgi").warning(
                "WSGI app sent body bytes on a no-body response (method=%s status=%s); dropping per RFC 9110.",
                self.request.method,
                self.status_code,
            )
            self.warned = True

    def write_file(self, wrapper):
        if not self._sendfile(wrapper.filelike):
            for item in wrapper:
                self.write(item)

    def _sendfile(self, file):
        """sendfile(2): the file's bytes, not counted as written."""
        if not self.known.sendfile or not hasattr(file, "fileno"):
            return False
        try:
            file.fileno()
            offset = file.tell()
            size = file.seek(0, 2) - offset
            file.seek(offset)
        except (OSError, AttributeError, io.UnsupportedOperation):
            return False
        count = size if self.response_length is None else self.response_length
        self.send_headers()
        if self.omits_body:
            self._dropped(count)
            return True
        if self.chunked:
            send(self.fd, b"%X\r\n" % count)
        left = count
        while left > 0:
            data = file.read(min(left, 65536))
            if not data:
                break
            core.syscall("app.block", self.request.call, len(data))
            send(self.fd, data)
            left -= len(data)
        if self.chunked:
            send(self.fd, b"\r\n")
        file.seek(offset)
        return True

    def close(self):
        if not self.headers_sent:
            self.make_head()
        if self.chunked:
            self._transmit(b"0\r\n\r\n", -1)
        elif self.head:
            self._transmit(b"", -1)

    def early_hints(self):
        """`wsgi.early_hints`: a 103 answer before the real one."""

        def send_early_hints(headers):
            if self.headers_sent or self.request.version < (1, 1):
                return
            lines = ["HTTP/1.1 103 Early Hints\r\n"]
            for name, value in headers:
                name = name.decode("latin-1") if isinstance(name, bytes) else name
                value = value.decode("latin-1") if isinstance(value, bytes) else value
                if not TOKEN.fullmatch(name):
                    raise InvalidHeaderName(repr(name))
                if not _VALUE.fullmatch(value):
                    raise InvalidHeader(repr(name))
                stripped = value.strip(" \t")
                lines.append(f"{name}: {stripped}\r\n")
            send(self.fd, ("".join(lines) + "\r\n").encode("latin-1"))

        return send_early_hints


_date = (0, "")


def http_date():
    global _date
    now = int(time.time())
    if _date[0] != now:
        _date = (now, email.utils.formatdate(now, usegmt=True))
    return _date[1]


def send_error(request, status, reason, message):
    page = (
        f"<html>\n  <head>\n    <title>{reason}</title>\n  </head>\n  <body>\n    <h1><p>{reason}</p></h1>\n"
        f"    {html.escape(message)}\n  </body>\n</html>\n"
    )
    head = f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: {len(page)}\r\n\r\n"
    data = (head + page).encode("latin-1")
    core.syscall("app.error_page", request.fd, status)
    send(request.fd, data)
