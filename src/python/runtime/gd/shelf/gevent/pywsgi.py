"""gevent's WSGI server (22.10): HTTP/1.1 with connections that stay open."""

import email.parser
import socket
import sys
import time
import traceback
import urllib.parse
from datetime import datetime
from wsgiref.handlers import format_date_time

import gevent
from gd import witness
from gd.wsgi_input import Input

from .server import StreamServer

_BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-length: 0\r\n\r\n"
_TOO_LONG = b"HTTP/1.1 414 Request URI Too Long\r\nConnection: close\r\nContent-length: 0\r\n\r\n"
_ERROR = b"Internal Server Error"
_MOST_LINE = 8192
#: Greenlets that the picture has room for.
_SHOWN = 10


class WSGIHandler:
    def __init__(self, sock, address, server):
        self.socket, self.client_address, self.server = sock, address, server
        self.rfile = sock.makefile("rb")

    def handle(self):
        while self.handle_one_request():
            pass

    def handle_one_request(self):
        try:
            line = self.rfile.readline(_MOST_LINE)
        except OSError:
            return False
        if not line:
            return False
        self.requestline, self.status, self.length, self.began = line.decode("latin-1").rstrip(), "", 0, time.time()
        if len(line) >= _MOST_LINE:
            return self._refuse("414", _TOO_LONG)
        words = self.requestline.split()
        if len(words) != 3 or not words[2].startswith("HTTP/1"):
            self.server.error_log.write(f"Invalid HTTP method: {line.decode('latin-1')!r}\n")
            return self._refuse("400", _BAD_REQUEST)
        self.command, self.path, self.request_version = words
        self.headers = email.parser.BytesHeaderParser().parsebytes(b"".join(iter(self._header_line, b"")))
        wish = self.headers.get("Connection", "close" if self.request_version == "HTTP/1.0" else "").lower()
        self.close_connection = wish == "close" if self.request_version == "HTTP/1.1" else wish != "keep-alive"
        self.respond(self.make_environ())
        return not self.close_connection

    def _header_line(self):
        line = self.rfile.readline(65536)
        return b"" if line in (b"\r\n", b"\n") else line

    def _refuse(self, code, answer):
        self.status = code
        self.socket.sendall(answer)
        self.log_request()
        return False

    def make_environ(self):
        path, _, query = self.path.partition("?")
        environ = self.server.base_environ() | {
            "REQUEST_METHOD": self.command, "SCRIPT_NAME": "", "PATH_INFO": urllib.parse.unquote(path, encoding="latin-1"),
            "QUERY_STRING": query, "SERVER_PROTOCOL": self.request_version, "REMOTE_ADDR": self.client_address[0],
            "REMOTE_PORT": str(self.client_address[1]),
        }  # fmt: skip
        for name, value in self.headers.items():
            key = name.replace("-", "_").upper()
            if key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                environ[key] = value
            elif "_" not in name:
                key = f"HTTP_{key}"
                environ[key] = f"{environ[key]}{'; ' if 'COOKIE' in key else ','}{value}" if key in environ else value
        chunked = environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
        expects = environ.get("HTTP_EXPECT") == "100-continue"
        length = 0 if chunked else int(environ.get("CONTENT_LENGTH") or 0)
        self.input = Input(self.rfile, length, chunked, self.socket.makefile("wb") if expects else None)
        environ["wsgi.input"] = self.input
        environ["wsgi.input_terminated"] = True
        return environ

    def respond(self, environ):
        self.headers_sent = self.chunked = False
        self.result = None
        try:
            try:
                self.result = self.server.application(environ, self.start_response)
                self._send_result()
            finally:
                if hasattr(self.result, "close"):
                    self.result.close()
        except OSError:
            self.close_connection = True
        except Exception as e:
            self._tell(e, environ)
            if self.length:
                self.close_connection = True
            else:
                self.result = None
                head = [("Content-Type", "text/plain"), ("Connection", "close"), ("Content-Length", str(len(_ERROR)))]
                self.start_response("500 Internal Server Error", head)
                self.write(_ERROR)
        finally:
            if not self.close_connection:
                self.input.discard()
            self.log_request()

    def _tell(self, e, environ):
        log = self.server.error_log
        log.write("".join(traceback.format_exception(e)))
        shown = {k: environ[k] for k in ("REMOTE_ADDR", "REMOTE_PORT", "HTTP_HOST") if k in environ}
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        hidden = len(environ) - len(shown)
        parts = ", ".join(f"{k!r}: {v!r}" for k, v in shown.items())
        log.write(f"{now} {{{parts}, (hidden keys: {hidden})}} failed with {type(e).__name__}\n\n")

    def start_response(self, status, headers, exc_info=None):
        if exc_info and self.headers_sent:
            raise exc_info[1].with_traceback(exc_info[2])
        for text in (status, *[part for pair in headers for part in pair]):
            if not isinstance(text, str):
                raise UnicodeError("The status string must be a native string" if text is status else "The header must be a native string")
            if "\r" in text or "\n" in text:
                raise ValueError("carriage return or newline in status or header", text)
        self.status, self.code = status, int(status.split(" ", 1)[0])
        self.response_headers = list(headers)
        given = {name.lower(): value for name, value in headers}
        if self.request_version == "HTTP/1.0" and "connection" not in given:
            self.response_headers.append(("Connection", "close" if self.close_connection else "keep-alive"))
        elif given.get("connection") == "close":
            self.close_connection = True
        self.given = given
        return self.write

    def _head(self):
        headers = self.response_headers
        if "date" not in self.given:
            headers.append(("Date", format_date_time(time.time())))
        if self.code not in (204, 304) and "content-length" not in self.given:
            if hasattr(self.result, "__len__"):
                headers.append(("Content-Length", str(sum(len(part) for part in self.result))))
            elif self.request_version != "HTTP/1.0":
                self.chunked = True
                headers.append(("Transfer-Encoding", "chunked"))
        lines = [f"HTTP/1.1 {self.status}\r\n", *[f"{k}: {v}\r\n" for k, v in headers], "\r\n"]
        return "".join(lines).encode("latin-1")

    def write(self, data):
        if not self.status:
            raise AssertionError("The application did not call start_response()")
        if self.code in (204, 304) and data:
            raise AssertionError(f"The {self.code} response must have no body")
        if not self.headers_sent:
            self.headers_sent = self.input.answered = True
            self._send(self._head())
        if data:
            self._send(b"%x\r\n%b\r\n" % (len(data), data) if self.chunked else data)

    def _send(self, data):
        self.socket.sendall(data)
        self.length += len(data)

    def _send_result(self):
        for data in self.result:
            if data:
                self.write(data)
        if self.status and not self.headers_sent:
            self.write(b"")
        if self.chunked:
            self._send(b"0\r\n\r\n")

    def log_request(self):
        if self.server.log is not None:
            self.server.log.write(
                f'{self.client_address[0]} - - [{datetime.now().replace(microsecond=0)}] "{self.requestline}" '
                f"{(self.status or '000').split()[0]} {self.length or '-'} {time.time() - self.began:.6f}\n"
            )


class WSGIServer(StreamServer):
    handler_class = WSGIHandler

    def __init__(
        self, listener, application=None, backlog=None, spawn="default", log="default", error_log="default",
        handler_class=None, environ=None, **ssl,
    ):  # fmt: skip
        super().__init__(listener, None, backlog, spawn, **ssl)
        self.application = witness.wsgi(application, "gevent", gevent.__version__, _SHOWN)
        self.log, self.error_log = (sys.stderr if one == "default" else one for one in (log, error_log))
        self.handler_class = handler_class or self.handler_class
        self.environ = environ or {}

    def base_environ(self):
        host, port = self.address[:2]
        return {
            "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_SOFTWARE": "gevent/%d.%d Python/%d.%d" % (gevent.version_info[:2] + sys.version_info[:2]),
            "SCRIPT_NAME": "", "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": False,
            "wsgi.run_once": False, "wsgi.url_scheme": "http", "wsgi.errors": self.error_log,
            "SERVER_NAME": socket.getfqdn(host),
            "SERVER_PORT": str(port),
        } | self.environ  # fmt: skip

    def handle(self, connection, address):
        self.handler_class(connection, address, self).handle()
