"""What a worker knows of the request that it answers (gunicorn 26.2, http/message.py)."""

from .gunicorn_body import Body


class Request:
    __slots__ = ("fd", "call", "environ", "method", "uri", "version", "close", "headers", "body")

    def __init__(self, fd, call, environ, version, length, close, headers, rest):
        self.fd = fd
        self.call = call
        self.environ = environ
        self.method = environ.get("REQUEST_METHOD", "")
        self.uri = environ.get("RAW_URI", "")
        self.version = version
        self.close = close
        self.headers = headers or ()
        self.body = Body(fd, length, rest)

    @property
    def path(self):
        return self.uri.partition("#")[0].partition("?")[0]

    @property
    def query(self):
        return self.environ.get("QUERY_STRING", "")

    @property
    def scheme(self):
        return self.environ.get("wsgi.url_scheme", "http")
