"""Servers that are real packages of Python: what they do with the application is told to the trace, and nothing is changed.

Each package's server class is given the application; there it is wrapped in one that tells of every call. The machine's
side (machine/guest-witness.ts) turns that into the words that gunicorn and uvicorn have.
"""

import functools
import inspect
import sys

from . import aio, core, errors, processes


def _announce(program, version, kind, threads):
    process = processes.current
    if getattr(process, "witnessed", None) is None:
        process.witnessed = program
        core.syscall("server.announce", program, version, kind, threads)


def _peer(address, port):
    return f"{address}:{port}" if address and port else ""


def _told(call, e):
    told = errors.describe(e)
    core.syscall(
        "app.raised", call, told["type"], told["message"], told["traceback"], told["file"], told["line"], told["column"]
    )


def _shown(mapping):
    return "\n".join(f"{key}: {value!r}" for key, value in mapping.items() if isinstance(value, (str, int, bool, bytes, list, tuple)))


def wsgi(app, program, version="", threads=1):
    """A WSGI application that says when it is called, and what it answers."""
    _announce(program, version, "threads" if threads > 1 else "sync", threads)

    def application(environ, start_response):
        where = _peer(environ.get("REMOTE_ADDR"), environ.get("REMOTE_PORT"))
        call = core.syscall("app.begins", "wsgi", where, _shown(environ))

        @functools.wraps(start_response)
        def started(status, headers, *rest):
            try:
                lines = "\n".join(f"{k}: {v}" for k, v in headers)
                code = int(str(status)[:3]) if str(status)[:3].isdigit() else 0
                core.syscall("app.answers", call, code, str(status)[4:], lines)
            finally:
                return start_response(status, headers, *rest)  # noqa: B012

        try:
            answer = app(environ, started)
            return (_Sized if hasattr(answer, "__len__") else _Watched)(call, answer)
        except BaseException as e:
            _told(call, e)
            core.syscall("app.ends", call, False)
            raise

    return application


class _Watched:
    """The application's iterable; the call is over when it is used up or closed."""

    def __init__(self, call, inner):
        self._call, self._inner, self._iterator = call, inner, None

    def __iter__(self):
        self._iterator = iter(self._inner)
        return self

    def __next__(self):
        try:
            return next(self._iterator if self._iterator is not None else iter(self))
        except StopIteration:
            self._over()
            raise

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def close(self):
        self._over()
        if hasattr(self._inner, "close"):
            self._inner.close()

    def _over(self):
        call, self._call = self._call, None
        if call is not None:
            core.syscall("app.ends", call, True)

    def __del__(self):
        if self._call is not None and core.cur is not None and not core.cur.quiet:
            self._over()


class _Sized(_Watched):
    """A list has a length, from which a server may make a Content-Length; a generator has none."""

    def __len__(self):
        return len(self._inner)


def asgi(app, program, version=""):
    """An ASGI 3 application that says when it is called, and what it answers."""
    _announce(program, version, "asgi", 1)

    async def application(scope, receive, send):
        if scope["type"] == "lifespan":
            return await app(scope, receive, send)
        host, port = (scope.get("client") or (None, None))[:2]
        call = core.syscall("app.begins", "asgi", _peer(host, port), _shown(scope))

        async def sent(message):
            answer = _answer(message)
            if answer is not None:
                core.syscall("app.answers", call, answer[0], "", answer[1])
            await send(message)

        try:
            calling = app(scope, receive, sent)
            return await (aio.Told(call, calling) if inspect.iscoroutine(calling) else calling)
        except BaseException as e:
            _told(call, e)
            raise
        finally:
            core.syscall("app.ends", call, True)

    return application


def _answer(message):
    """Status and header lines of a message that starts an answer. What breaks the protocol is for the server to refuse."""
    try:
        if message["type"] not in ("http.response.start", "websocket.accept"):
            return None
        pairs = [(k.decode("latin-1"), v.decode("latin-1")) for k, v in message.get("headers", ())]
        return int(message.get("status", 101)), "\n".join(f"{k}: {v}" for k, v in pairs)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _version(name):
    import importlib.metadata

    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _argument(cls, name, position, make):
    """Wrap the application among the arguments of a class's `__init__`."""
    original = cls.__init__

    @functools.wraps(original)
    def init(self, *args, **kwargs):
        if name in kwargs:
            kwargs[name] = make(kwargs[name])
        elif len(args) > position:
            args = (*args[:position], make(args[position]), *args[position + 1 :])
        original(self, *args, **kwargs)

    cls.__init__ = init


def _waitress(module):
    def make(app):
        return wsgi(app, "waitress", _version("waitress"), 4)

    _argument(module.BaseWSGIServer, "application", 0, make)


def _cheroot(module):
    _argument(module.Server, "wsgi_app", 1, lambda app: wsgi(app, "cheroot", _version("cheroot"), 10))


def _werkzeug(module):
    def make(app):
        return wsgi(app, "werkzeug", _version("werkzeug"))

    _argument(module.BaseWSGIServer, "app", 2, make)


def _tornado(module):
    _argument(module.WSGIContainer, "wsgi_application", 0, lambda app: wsgi(app, "tornado", _version("tornado")))


def _twisted(module):
    _argument(module.WSGIResource, "application", 2, lambda app: wsgi(app, "twisted", _version("twisted"), 10))


def _twisted_resources(module):
    """Twisted's own resources know neither standard: a method is called, and the answer is over when it says so."""
    request, site = module.Request, module.Site
    render, finish, init = request.render, request.finish, site.__init__

    @functools.wraps(init)
    def opened(self, *args, **kwargs):
        _announce("twisted", _version("twisted"), "reactor", 1)
        init(self, *args, **kwargs)

    @functools.wraps(render)
    def rendered(self, resource):
        if type(resource).__module__ == "twisted.web.wsgi":
            return render(self, resource)
        client = self.getClientAddress()
        where = _peer(getattr(client, "host", ""), getattr(client, "port", 0))
        told = {"method": self.method, "uri": self.uri, "clientproto": self.clientproto}
        told["requestHeaders"] = list(self.requestHeaders.getAllRawHeaders())
        self._gd_call = core.syscall("app.begins", "resource", where, _shown(told))
        self._gd_parked = False
        try:
            return render(self, resource)
        except BaseException as e:
            _told(self._gd_call, e)
            raise
        finally:
            if self._gd_call:
                self._gd_parked = True
                method = getattr(resource, f"render_{self.method.decode('latin-1')}", resource.render)
                code = getattr(method, "__code__", None)
                place = ("", 0) if code is None else (code.co_filename, code.co_firstlineno)
                core.syscall("app.parked", self._gd_call, *place, "NOT_DONE_YET")

    @functools.wraps(finish)
    def finished(self):
        call, self._gd_call = getattr(self, "_gd_call", 0), 0
        if call:
            if self._gd_parked:
                core.syscall("app.resumed", call)
            lines = "\n".join(
                f"{name.decode('latin-1')}: {value.decode('latin-1')}"
                for name, values in self.responseHeaders.getAllRawHeaders()
                for value in values
            )
            reason = (self.code_message or b"").decode("latin-1")
            core.syscall("app.answers", call, int(self.code), reason, lines)
            core.syscall("app.ends", call, True)
        finish(self)

    request.render, request.finish, site.__init__ = rendered, finished, opened


def _daphne(module):
    _argument(module.Server, "application", 0, lambda app: asgi(app, "daphne", _version("daphne")))


def _hypercorn(module):
    load = module.load_application
    module.load_application = lambda path: _hypercorn_app(load(path))


def _hypercorn_app(app):
    # Only what is plainly ASGI 3: hypercorn looks at the others' signatures itself.
    call = app if inspect.isfunction(app) else getattr(app, "__call__", None)
    if not inspect.iscoroutinefunction(call):
        return app
    return asgi(app, "hypercorn", _version("hypercorn"))


AFTER = {
    "waitress.server": _waitress,
    "cheroot.wsgi": _cheroot,
    "werkzeug.serving": _werkzeug,
    "tornado.wsgi": _tornado,
    "twisted.web.server": _twisted_resources,
    "twisted.web.wsgi": _twisted,
    "daphne.server": _daphne,
    "hypercorn.utils": _hypercorn,
}


def install():
    """Servers of the standard library: wsgiref's (Django's is one), and its way to be a CGI script."""
    from wsgiref import handlers, simple_server

    set_app = simple_server.WSGIServer.set_app

    def watched(self, application):
        django = "django" in sys.modules
        version = _version("django") if django else ""
        set_app(self, wsgi(application, "django" if django else "wsgiref", version))

    simple_server.WSGIServer.set_app = watched
    # A copy made when the module was imported, which was before there was any process: each has its own.
    handlers.BaseHandler.os_environ = property(lambda self: handlers.read_environ())
    run = handlers.CGIHandler.run
    handlers.CGIHandler.run = lambda self, application: run(self, wsgi(application, "cgi"))
