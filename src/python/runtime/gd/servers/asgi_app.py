"""From an import string to a callable that takes (scope, receive, send): importer.py, config.py and middleware/ of uvicorn 0.54."""

import importlib
import inspect
import ipaddress
import sys

from .. import processes, shadows

_MOST_SHOWN = 4000


class Refused(Exception):
    """The process cannot go on; what there is to say has been said."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class ImportFromStringError(Exception):
    pass


ImportFromStringError.__module__ = "uvicorn.importer"


def import_from_string(text):
    module_name, _, attributes = text.partition(":")
    if not module_name or not attributes:
        raise ImportFromStringError(f'Import string "{text}" must be in format "<module>:<attribute>".')
    try:
        found = importlib.import_module(module_name)
    except ModuleNotFoundError as e:
        if e.name != module_name:
            raise e from None
        raise ImportFromStringError(f'Could not import module "{module_name}".')
    try:
        for attribute in attributes.split("."):
            found = getattr(found, attribute)
    except AttributeError:
        raise ImportFromStringError(f'Attribute "{attributes}" not found in module "{module_name}".')
    return found


_NEVER_AWAITED = (
    "{}/uvicorn/server.py:86: RuntimeWarning: coroutine 'Server.serve' was never awaited\n"
    "  return asyncio_run(self.serve(sockets=sockets), loop_factory=self.config.get_loop_factory())\n"
    "RuntimeWarning: Enable tracemalloc to get the object allocation traceback\n"
)


def check(state, facts):
    """What uvicorn looks up by import strings beside the application: the loop, the classes of protocols."""
    home = "/usr/lib/python3/dist-packages"
    if ":" in facts["loop"]:
        try:
            import_from_string(facts["loop"])
        except ImportFromStringError as e:
            state.log("error", f"Error loading custom loop setup function. {e}")
            sys.stderr.write(_NEVER_AWAITED.format(home))
            raise Refused(facts["failure"]) from None
    for name in facts["imported"]:
        import_from_string(name)
    if facts["ws"] == "websockets":
        from .asgi_ws_legacy import DEPRECATED

        sys.stderr.write(DEPRECATED.format(home))


def load(state, facts):
    """The application behind its adapters. Raises `Refused` for what uvicorn says itself, and whatever the import raises."""
    if facts["app_dir"] is not None:
        path = facts["app_dir"] or processes.current.cwd
        if path not in sys.path:
            shadows.put_first(path, shadows.UVICORN)
    given = processes.current.given["app"] if facts["given"] else facts["app"]
    try:
        app = import_from_string(given) if isinstance(given, str) else given
    except ImportFromStringError as e:
        state.log("error", f"Error loading ASGI app. {e}")
        raise Refused(facts["failure"]) from None
    if facts["bad_header"]:
        raise ValueError("not enough values to unpack (expected 2, got 1)")
    app = _made_by_factory(state, app, facts)
    interface = _interface_of(app) if facts["interface"] == "auto" else facts["interface"]
    if interface == "wsgi":
        from .asgi_wsgi import WSGIMiddleware

        app = WSGIMiddleware(app)
        state.ws = None
    elif interface == "asgi2":
        state.asgi_version = "2.0"
        app = ASGI2Middleware(app)
    if state.log.traces:
        app = MessageLogger(app, state.log)
    if facts["proxy_headers"]:
        app = ProxyHeadersMiddleware(app, facts["forwarded_allow_ips"])
    return app


def _made_by_factory(state, app, facts):
    """uvicorn calls whatever it loaded without arguments: an application refuses, a factory does not."""
    try:
        made = app()
    except TypeError as e:
        if facts["factory"]:
            state.log("error", f"Error loading ASGI app factory: {e}")
            raise Refused(facts["failure"]) from None
        return app
    if not facts["factory"]:
        state.log("warning", "ASGI app factory detected. Using it, but please consider setting the --factory flag explicitly.")
    return made


def _interface_of(app):
    if inspect.isclass(app):
        asgi3 = hasattr(app, "__await__")
    elif inspect.isfunction(app):
        asgi3 = inspect.iscoroutinefunction(app)
    else:
        asgi3 = inspect.iscoroutinefunction(getattr(app, "__call__", None))
    return "asgi3" if asgi3 else "asgi2"


class ASGI2Middleware:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        instance = self.app(scope)
        await instance(receive, send)


class MessageLogger:
    """`--log-level trace` (middleware/message_logger.py): every call and message, what is long only as its length."""

    def __init__(self, app, log):
        self.app = app
        self.log = log
        self.calls = 0

    async def __call__(self, scope, receive, send):
        self.calls += 1
        client = scope.get("client")
        name = ("%s:%d - ASGI" % client if client else "ASGI") + f" [{self.calls}]"

        def told(what):
            self.log("trace", f"{name} {what}")

        async def receive_told():
            message = await receive()
            told(f"Receive {_shortened(message)}")
            return message

        async def send_told(message):
            told(f"Send {_shortened(message)}")
            await send(message)

        told(f"Started scope={_shortened(scope)}")
        try:
            await self.app(scope, receive_told, send_told)
        except BaseException as e:
            told("Raised exception")
            raise e from None
        else:
            told("Completed")


def _shortened(message):
    shown = message.copy()
    for key, what in (("body", "<%d bytes>"), ("bytes", "<%d bytes>"), ("text", "<%d chars>"), ("headers", "<...>")):
        if message.get(key) is not None:
            shown[key] = what % len(message[key]) if "%" in what else what
    return shown


class ProxyHeadersMiddleware:
    def __init__(self, app, trusted):
        self.app = app
        self.trusted = TrustedHosts(trusted)

    async def __call__(self, scope, receive, send):
        if scope["type"] != "lifespan":
            client = scope.get("client")
            if (client[0] if client else None) in self.trusted:
                self._believe(scope)
        return await self.app(scope, receive, send)

    def _believe(self, scope):
        headers = dict(scope["headers"])
        if b"x-forwarded-proto" in headers:
            scheme = headers[b"x-forwarded-proto"].decode("latin1").strip()
            if scheme in ("http", "https", "ws", "wss"):
                scope["scheme"] = scheme.replace("http", "ws") if scope["type"] == "websocket" else scheme
        if b"x-forwarded-for" in headers:
            host = self.trusted.client_of(headers[b"x-forwarded-for"].decode("latin1"))
            if host:
                scope["client"] = host


class TrustedHosts:
    """Addresses, networks and literals whose forwarded headers are believed; `*` for all."""

    def __init__(self, text):
        self.always = text == "*"
        self.hosts, self.networks, self.literals = set(), set(), set()
        for part in [] if self.always else _split(text):
            try:
                if "/" in part:
                    self.networks.add(ipaddress.ip_network(part))
                else:
                    self.hosts.add(ipaddress.ip_address(part))
            except ValueError:
                self.literals.add(part)

    def __contains__(self, host):
        if self.always:
            return True
        if not host:
            return False
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return host in self.literals
        return address in self.hosts or any(address in network for network in self.networks)

    def client_of(self, forwarded):
        """(host, port): each proxy appends, so the last one that is not trusted; the first one when all are."""
        hosts = [_host_and_port(part) for part in _split(forwarded)]
        if not hosts[0][0]:
            return None
        if self.always:
            return hosts[0]
        for host in reversed(hosts):
            if host[0] not in self:
                return host
        return hosts[0]


def _host_and_port(text):
    """`1.2.3.4:80` and `[::1]:80` have a port, which is kept; the rest has none."""
    host, colon, port = text.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    if colon and port.isdigit() and (bracketed or ":" not in host):
        return (host[1:-1] if bracketed else host, int(port))
    return (text, 0)


def _split(text):
    return [part.strip() for part in text.split(",")]


def shown(scope):
    """The scope for the trace: one line per key."""
    lines = [f"{key}: {value!r}" for key, value in scope.items() if key != "state"]
    return "\n".join(lines)[:_MOST_SHOWN]


def client_text(scope):
    client = scope.get("client")
    return "%s:%d" % client if client else ""


def path_with_query(scope):
    from urllib.parse import quote

    path = quote(scope["path"])
    if scope["query_string"]:
        path = f"{path}?{scope['query_string'].decode('ascii', 'backslashreplace')}"
    return path
