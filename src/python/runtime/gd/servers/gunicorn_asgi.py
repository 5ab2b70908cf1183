"""gunicorn's ASGI workers in Python: the application that gunicorn imported, put behind the drivers of `asgi`."""

import inspect

from .. import processes
from . import asgi, asgi_app, asgi_log
from .gunicorn import settings


class WorkerLog(asgi_log.Log):
    """uvicorn's lines through gunicorn's loggers: access lines as plain messages."""

    def __call__(self, level, message):
        logger = settings().logger
        if logger is None:
            return super().__call__(level, message)
        # Its own logger has gunicorn's handlers; the native worker uses gunicorn's.
        (self.loggers.get("uvicorn.error") if self.loggers else logger).log(asgi_log.LEVELS[level], message)

    def access(self, client, method, path, version, status):
        if self.loggers and settings().logger is not None:
            self.loggers.get("uvicorn.access").info('%s - "%s %s HTTP/%s" %d', client, method, path, version, status)
        elif self.access_fd is not None:
            self._write(self.access_fd, f'{client} - "{method} {path} HTTP/{version}" {status}\n')


def adopt(facts):
    process = processes.current
    state = process.asgi = asgi.State(facts)
    state.log = WorkerLog(facts["log"])
    if facts["native"]:
        from . import gunicorn_native

        state.protocol = gunicorn_native.NativeProtocol
        state.lifespan_class = gunicorn_native.NativeLifespan
        state.app = settings().app
        return {"ok": True, "value": None}
    if settings().logger is not None:
        state.log.install()
    app = settings().app
    if not _takes_three(app):
        state.asgi_version = "2.0"
        app = asgi_app.ASGI2Middleware(app)
    if facts["proxy_headers"]:
        app = asgi_app.ProxyHeadersMiddleware(app, facts["forwarded_allow_ips"])
    state.app = app
    return {"ok": True, "value": None}


def _takes_three(app):
    if inspect.isclass(app):
        return hasattr(app, "__await__")
    if inspect.isfunction(app):
        return inspect.iscoroutinefunction(app)
    return inspect.iscoroutinefunction(getattr(app, "__call__", None))
