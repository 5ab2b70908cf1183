"""From an import string to a callable that takes (scope, receive, send): importer.py, config.py and middleware/ of uvicorn 0.54."""

import importlib
import inspect
import ipaddress
import sys

from .. import processes

_MOST_SHOWN = 4000


class Refused(Exception):
    """The process cannot go on; what there is to say has been said."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class ImportFromStringError(Exception):
    pass


def import_from_string(text):
    module_name, _, attributes = text.partition(":")
    if not module_name or not attributes:
        raise ImportFromStringError(f'Import string "{text}" must be in format "<module>:<attribute>".')
    try:
        found = importlib.import_module(module_name)
    except ModuleNotFoundError as e:
        if e.name != module_name:
            raise e from None
        raise ImportFromStringError(f'Could not import module "{module_name}".') from None
    try:
        for attribute in attributes.split("."):
            found = getattr(found, attribute)
    except AttributeError:
        raise ImportFromStringError(f'Attribute "{attributes}" not found in module "{module_name}".') from None
    return found


def load(state, facts):
    """The application behind its adapters. Raises `Refused` for what uvicorn says itself, and whatever the import raises."""
    if facts["app_dir"] is not None:
        path = facts["app_dir"] or processes.current.cwd
        if path not in sys.path:
            sys.path.insert(0, path)
    try:
        app = import_from_string(facts["app"])
    except ImportFromStringError as e:
        state.log("error", f"Error loading ASGI app. {e}")
        raise Refused(facts["failure"]) from None
    app = _made_by_factory(state, app, facts)
    interface = _interface_of(app) if facts["interface"] == "auto" else facts["interface"]
    if interface == "wsgi":
        from .asgi_wsgi import WSGIMiddleware

        app = WSGIMiddleware(app)
        state.ws = None
    elif interface == "asgi2":
        state.asgi_version = "2.0"
        app = ASGI2Middleware(app)
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
