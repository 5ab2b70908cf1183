"""eventlet's WSGI server (0.33): a green thread for each connection, which stays open for HTTP/1.1."""

import os
import socket
import sys
import time
import traceback
import urllib.parse
from http.server import BaseHTTPRequestHandler
from wsgiref.handlers import format_date_time

from gd import witness
from gd.wsgi_input import Input

import eventlet

from . import greenpool

DEFAULT_LOG_FORMAT = (
    '%(client_ip)s - - [%(date_time)s] "%(request_line)s" %(status_code)s %(body_length)s %(wall_seconds).6f'
)
_BAD_LENGTH = b"HTTP/1.0 400 Bad Request\r\nConnection: close\r\nContent-length: 0\r\n\r\n"
_TOO_LONG = b"HTTP/1.0 414 Request URI Too Long\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_MOST_URL = 8192
#: Green threads that the picture has room for.
_SHOWN = 10


class HttpProtocol(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 16384

    def handle_one_request(self):
        self.raw_requestline = self.rfile.readline(self.server.url_length_limit)
        if len(self.raw_requestline) >= self.server.url_length_limit:
            self.wfile.write(_TOO_LONG)
            self.raw_requestline = b""
        if not self.raw_requestline:
            self.close_connection = True
            return
        if not self.parse_request():
            return
        length = self.headers.get("content-length")
        if length is not None and not length.strip().isdigit():
            self.wfile.write(_BAD_LENGTH)
            self.close_connection = True
            return
        self.respond(self.make_environ())

    def handle_expect_100(self):
        return True

    def make_environ(self):
        server, headers = self.server, self.headers
        path, mark, query = self.path.partition("?")
        name, port = self.connection.getsockname()[:2]
        environ = server.base_environ() | {
            "REQUEST_METHOD": self.command, "SCRIPT_NAME": "", "RAW_PATH_INFO": path,
            "PATH_INFO": urllib.parse.unquote(path, encoding="latin1"), "CONTENT_TYPE": headers.get_content_type(),
            "SERVER_PROTOCOL": "HTTP/1.0", "SERVER_NAME": name, "SERVER_PORT": str(port),
            "REMOTE_ADDR": self.client_address[0], "REMOTE_PORT": str(self.client_address[1]), "GATEWAY_INTERFACE": "CGI/1.1",
        }  # fmt: skip
        if headers.get("content-type") is not None:
            environ["CONTENT_TYPE"] = headers["content-type"]
        if mark:
            environ["QUERY_STRING"] = query
        if headers.get("content-length"):
            environ["CONTENT_LENGTH"] = headers["content-length"]
        environ["headers_raw"] = tuple((k, v.strip()) for k, v in headers.items())
        for key, value in environ["headers_raw"]:
            key = key.replace("-", "_").upper()
            if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
                key = f"HTTP_{key}"
                environ[key] = f"{environ[key]},{value}" if key in environ else value
        chunked = environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
        expects = environ.get("HTTP_EXPECT", "").lower() == "100-continue"
        environ["wsgi.input"] = environ["eventlet.input"] = Input(
            self.rfile, int(environ.get("CONTENT_LENGTH", 0)), chunked, self.wfile if expects else None
        )
        environ["eventlet.posthooks"] = []
        return environ

    def respond(self, environ):
        answer = _Answer(self, environ["eventlet.input"])
        began = time.time()
        result = None
        try:
            result = self.server.app(environ, answer.start_response)
            answer.send_all(result)
        except OSError:
            self.close_connection = True
        except Exception:
            self.close_connection = True
            answer.fail(traceback.format_exc())
        finally:
            if hasattr(result, "close"):
                result.close()
            if not self.close_connection:
                environ["eventlet.input"].discard()
            for hook, args, kwargs in environ["eventlet.posthooks"]:
                hook(environ, *args, **kwargs)
            if self.server.log_output:
                self.server.say(self.server.log_format % {
                    "client_ip": self.server.client(self), "client_port": self.client_address[1],
                    "date_time": self.log_date_time_string(), "request_line": self.requestline, "status_code": answer.code,
                    "body_length": answer.length, "wall_seconds": time.time() - began,
                })  # fmt: skip


class _Answer:
    """What the application says, on its way to the client."""

    def __init__(self, protocol, given):
        self._protocol, self._given = protocol, given
        self._status = None
        self._headers = []
        self._sent = self._chunked = False
        self.code, self.length = 200, 0

    def start_response(self, status, headers, exc_info=None):
        self.code = status.split()[0]
        if exc_info and self._sent:
            raise exc_info[1].with_traceback(exc_info[2])
        self._status = status
        if self._protocol.server.capitalize_response_headers:
            headers = [("-".join(part.capitalize() for part in name.split("-")), value) for name, value in headers]
        self._headers = list(headers)
        return self.write

    def _head(self):
        protocol = self._protocol
        names = [name.lower() for name, _ in self._headers]
        lines = [f"{protocol.protocol_version} {self._status}\r\n", *[f"{k}: {v}\r\n" for k, v in self._headers]]
        if "date" not in names:
            lines.append(f"Date: {format_date_time(time.time())}\r\n")
        wish = protocol.headers.get("Connection", "").lower()
        newer = protocol.request_version == "HTTP/1.1"
        keeps = protocol.server.keepalive and (wish == "keep-alive" or (newer and wish != "close"))
        protocol.close_connection = bool(protocol.close_connection) or not keeps
        if "content-length" not in names:
            self._chunked = newer
            protocol.close_connection |= not newer
        if self._chunked:
            lines.append("Transfer-Encoding: chunked\r\n")
        if protocol.close_connection:
            lines.append("Connection: close\r\n")
        elif wish == "keep-alive":
            lines.append("Connection: keep-alive\r\n")
        return "".join([*lines, "\r\n"]).encode("latin-1")

    def write(self, data):
        if self._status is None:
            raise AssertionError("write() before start_response()")
        out = b""
        if not self._sent:
            self._sent = self._given.answered = True
            out = self._head()
        out += b"%x\r\n%b\r\n" % (len(data), data) if self._chunked else data
        self._protocol.wfile.write(out)
        self._protocol.wfile.flush()
        self.length += len(out)

    def send_all(self, result):
        if self._status is not None and not self._sent and hasattr(result, "__len__"):
            if "Content-Length" not in [name for name, _ in self._headers]:
                self._headers.append(("Content-Length", str(sum(map(len, result)))))
            if self._given.is_expected():
                self._protocol.close_connection = True
        held, last = b"", 0
        for data in result:
            held += data.encode("ascii") if isinstance(data, str) else data
            if len(held) >= self._protocol.server.minimum_chunk_size:
                self.write(held)
                held, last = b"", len(held)
        if held:
            self.write(held)
            last = len(held)
        if not self._sent or (self._chunked and last):
            self.write(b"")

    def fail(self, text):
        server = self._protocol.server
        server.say(text)
        if not self._sent:
            body = text.encode() if server.debug else b""
            self.start_response("500 Internal Server Error", [("Content-type", "text/plain"), ("Content-length", len(body))])
            self.write(body)


class Server:
    def __init__(self, sock, app, log, environ, options):
        self.socket, self.app, self.log, self.environ = sock, app, log, environ
        self.__dict__.update(options)

    def say(self, text):
        if not self.log_output:
            return
        if hasattr(self.log, "info"):
            self.log.info(text)
        else:
            print(text, file=self.log or sys.stderr, flush=True)

    def client(self, protocol):
        forwarded = protocol.headers.get("X-Forwarded-For", "").replace(" ", "") if self.log_x_forwarded_for else ""
        return f"{forwarded},{protocol.client_address[0]}" if forwarded else protocol.client_address[0]

    def base_environ(self):
        return {
            "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": False,
            "wsgi.run_once": False, "wsgi.url_scheme": "http",
        } | (self.environ or {})  # fmt: skip

    def serve(self, connection, address):
        try:
            HttpProtocol(connection, address, self)
        except OSError:
            pass
        finally:
            connection.close()


def server(
    sock, site, log=None, environ=None, max_size=1024, max_http_version="HTTP/1.1", protocol=None, server_event=None,
    minimum_chunk_size=None, log_x_forwarded_for=True, custom_pool=None, keepalive=True, log_output=True,
    log_format=DEFAULT_LOG_FORMAT, url_length_limit=_MOST_URL, debug=True, socket_timeout=None,
    capitalize_response_headers=True,
):  # fmt: skip
    """Serve for ever."""
    options = {
        "minimum_chunk_size": minimum_chunk_size or 4096, "log_x_forwarded_for": log_x_forwarded_for, "keepalive": keepalive,
        "log_output": log_output, "log_format": log_format, "url_length_limit": url_length_limit, "debug": debug,
        "capitalize_response_headers": capitalize_response_headers,
    }  # fmt: skip
    its = Server(sock, witness.wsgi(site, "eventlet", eventlet.__version__, _SHOWN), log, environ, options)
    pool = custom_pool or greenpool.GreenPool(max_size)
    name = sock.getsockname()
    where = name if sock.family == socket.AF_UNIX else f"//{name[0]}:{name[1]}"
    its.say(f"({os.getpid()}) wsgi starting up on http:{where}")
    try:
        while True:
            connection, address = sock.accept()
            connection.settimeout(socket_timeout)
            its.say(f"({os.getpid()}) accepted {address!r}")
            pool.spawn_n(its.serve, connection, address)
    except (KeyboardInterrupt, SystemExit):
        its.say("wsgi exiting")
    finally:
        its.say(f"({os.getpid()}) wsgi exited, is_accepting=True")
        sock.close()
