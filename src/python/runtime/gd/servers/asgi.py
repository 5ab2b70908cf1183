"""The application's side of an ASGI server, with the rules of uvicorn 0.54 (server.py, lifespan/on.py, protocols/).

The machine's side accepts connections, reads and parses; what it found comes in as events of a tick (`tick`), which runs
callbacks of the process's event loop until nothing is ready. A blocking call in a coroutine suspends the tick, and with it
everything that the server would do: accepting, reading, keeping time.
"""

import asyncio
import sys
import time
from email.utils import formatdate

from .. import aio, core, processes
from . import asgi_app, lazy_logging, told
from .asgi_http import HttpProtocol
from .asgi_log import Log
from .asgi_transport import Transport
from .asgi_ws import WebSocketProtocol

STATE_TRANSITION_ERROR = "Got invalid state transition on lifespan protocol."


class State:
    """What a server process knows (uvicorn's Config and ServerState); one per simulated process."""

    #: Other servers on this driver have rules of their own.
    protocol = HttpProtocol
    lifespan_class = None

    def __init__(self, facts):
        self.facts = facts
        self.loop = aio.loop()
        self.loop._tasks_made = 1  # the server's own coroutine, which is not Python here, is Task-1
        self.log = Log(facts["log"])
        self.app = None
        self.root_path = facts["root_path"]
        self.asgi_version = "3.0"
        self.limit_concurrency = facts["limit_concurrency"]
        self.keep_alive = facts["keep_alive"]
        self.ws = facts["ws"]
        self.h11 = facts["http"] == "h11"
        self.queued = [] if facts["late_writes"] else None
        self.connections = {}  # fd -> protocol
        self.tasks = set()
        self.total = 0
        self.outs = []
        self.app_state = {}
        self.lifespan = None

    def default_headers(self):
        headers = []
        if self.facts["date_header"]:
            headers.append((b"date", formatdate(int(time.time()), usegmt=True).encode()))
        return headers + [(n.encode("latin-1"), v.encode("latin-1")) for n, v in self.facts["headers"]]

    def trace(self, protocol, what):
        """What `--log-level trace` says of a connection."""
        client = protocol.client
        if self.log.traces:
            self.log("trace", ("%s:%d - " % client if client else "") + what)

    def run(self, call, coroutine):
        """A task for one request, told to the trace."""
        task = self.loop.create_task(Call(call, coroutine))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task


class Call(aio.Told):
    """A call of the app: says when it begins, where it is parked and when it runs again. `cycle` is told the call's number."""

    __slots__ = ("_cycle",)

    def __init__(self, cycle, coroutine):
        super().__init__(0, coroutine)
        self._cycle = cycle

    def send(self, value):
        if not self._call:
            self._call = self._cycle.call = core.syscall("app.called", self._cycle.fd, asgi_app.shown(self._cycle.scope))
        return super().send(value)


class Lifespan:
    def __init__(self, state, mode):
        self.state = state
        self.mode = mode
        self.startup = asyncio.Event()
        self.shutdown = asyncio.Event()
        self.queue = asyncio.Queue()
        self.error_occurred = self.startup_failed = self.shutdown_failed = False
        self.phase = "starting"  # starting, started, failed, stopping, stopped

    def begin(self):
        log = self.state.log
        log("info", "Waiting for application startup.")
        loop = self.state.loop
        self.task = loop.create_task(self.main())
        self.queue.put_nowait({"type": "lifespan.startup"})
        loop.create_task(self._started(), name="lifespan.started")

    async def _started(self):
        await self.startup.wait()
        log = self.state.log
        if self.startup_failed or (self.error_occurred and self.mode == "on"):
            log("error", "Application startup failed. Exiting.")
            self.phase = "failed"
        else:
            log("info", "Application startup complete.")
            self.phase = "started"

    def end(self):
        if self.error_occurred:
            self.phase = "stopped"
            return
        self.phase = "stopping"
        self.state.log("info", "Waiting for application shutdown.")
        self.queue.put_nowait({"type": "lifespan.shutdown"})
        self.state.loop.create_task(self._stopped(), name="lifespan.stopped")

    async def _stopped(self):
        await self.shutdown.wait()
        if self.shutdown_failed or (self.error_occurred and self.mode == "on"):
            self.state.log("error", "Application shutdown failed. Exiting.")
        else:
            self.state.log("info", "Application shutdown complete.")
        self.phase = "stopped"

    async def main(self):
        log = self.state.log
        scope = {
            "type": "lifespan",
            "asgi": {"version": self.state.asgi_version, "spec_version": "2.0"},
            "state": self.state.app_state,
        }
        try:
            await self.state.app(scope, self.receive, self.send)
        except BaseException as e:
            self.error_occurred = True
            if self.startup_failed or self.shutdown_failed:
                return
            if self.mode == "auto":
                log("info", "ASGI 'lifespan' protocol appears unsupported.")
            else:
                log("error", "Exception in 'lifespan' protocol\n" + told.format_exception(e).rstrip("\n"))
        finally:
            self.startup.set()
            self.shutdown.set()

    async def send(self, message):
        kind = message["type"]
        assert kind in (
            "lifespan.startup.complete",
            "lifespan.startup.failed",
            "lifespan.shutdown.complete",
            "lifespan.shutdown.failed",
        )
        if kind.startswith("lifespan.startup"):
            assert not self.startup.is_set(), STATE_TRANSITION_ERROR
            assert not self.shutdown.is_set(), STATE_TRANSITION_ERROR
            self.startup.set()
            self.startup_failed = kind.endswith("failed")
        else:
            assert self.startup.is_set(), STATE_TRANSITION_ERROR
            assert not self.shutdown.is_set(), STATE_TRANSITION_ERROR
            self.shutdown.set()
            self.shutdown_failed = kind.endswith("failed")
        if kind.endswith("failed") and message.get("message"):
            self.state.log("error", message["message"])

    async def receive(self):
        return await self.queue.get()


# --- what the machine's side calls


def load(facts):
    """Import the application. `{ok}` or, when that ends the process, `{ok: false, exit, …}` with what happened."""
    process = processes.current
    try:
        state = process.asgi = State(facts)
        given = getattr(process, "given", None) if facts["given"] else None
        if facts["log_config"] is not None or (given and given["custom_logging"]):
            state.log.configure(facts["log_config"] or given["log_config"])
        else:
            lazy_logging.when_imported(state.log.install)
        asgi_app.check(state, facts)
        state.app = asgi_app.load(state, facts)
        return {"ok": True, "logging": state.log.configured}
    except asgi_app.Refused as e:
        return {"ok": False, "exit": e.code}
    except SystemExit as e:
        code = e.code
        if code is not None and not isinstance(code, int):
            sys.stderr.write(f"{code}\n")
            code = 1
        return {"ok": False, "exit": code or 0}
    except BaseException as e:
        failure = told.describe(e)
        process.stderr.write(facts.get("failure_head", "") + failure["traceback"])
        return {"ok": False, "exit": 1, "error": failure}
    finally:
        process.stderr.flush()


def tick(events, ready):
    """Take in what happened, run the loop until nothing is ready, say what to wait for and what came of it.

    Events: `[kind, …]`, see HANDLERS. `outs` are `[what, fd]`: done (a request), pause and resume (reading), closed.
    """
    state = processes.current.asgi
    for kind, *args in events:
        HANDLERS[kind](state, *args)
    told = aio.tick(ready)
    while state.queued:
        state.queued, transports = [], state.queued
        for transport in transports:
            transport.flush()
        told = aio.tick(())
    outs, state.outs = state.outs, []
    lifespan = state.lifespan
    return {
        "deadline": told["deadline"],
        "fds": told["fds"],
        "wake": told["wake"],
        "outs": outs,
        "connections": len(state.connections),
        "tasks": len(state.tasks),
        "total": state.total,
        "lifespan": lifespan.phase if lifespan else "stopped",
    }


def finish(interrupted):
    """The end of `asyncio.run`: what still runs is cancelled, and may clean up. Does a script go on that started the server?"""
    loop = aio.loop()
    tasks = [t for t in asyncio.all_tasks(loop) if not t.done()]
    for task in tasks:
        task.cancel()
    try:
        if interrupted:
            raise KeyboardInterrupt
        aio.tick(())
    except KeyboardInterrupt:
        # The signal was raised again when the server had ended: it is the context of what happens now.
        aio.tick(())
    for task in tasks:
        if task.done() and not task.cancelled() and task.exception() is not None:
            loop.call_exception_handler(
                {"message": "unhandled exception during asyncio.run() shutdown", "exception": task.exception(), "task": task}
            )
    return hasattr(processes.current, "given")


def _begin(state, mode):
    if mode != "off":
        state.lifespan = (state.lifespan_class or Lifespan)(state, mode)
        state.lifespan.begin()


def _end(state):
    if state.lifespan:
        state.lifespan.end()


def _made(state, fd, client, server, sealed=False):
    transport = Transport(state, fd)
    transport.sealed = sealed
    peer = tuple(client) if client else None
    transport.protocol = state.connections[fd] = state.protocol(state, transport, peer, tuple(server) if server else None)


def _upgrade(state, fd, head):
    """The request line and headers of a websocket's handshake: another protocol takes the connection over."""
    http = state.connections[fd]
    state.trace(http, "Upgrading to WebSocket")
    protocol = _websocket(state.ws)(state, http.transport, http.client, http.server)
    http.transport.protocol = state.connections[fd] = protocol
    protocol.connect(head)


def _websocket(name):
    if name == "wsproto":
        from .asgi_wsproto import WSProtoProtocol

        return WSProtoProtocol
    if name == "websockets":
        from .asgi_ws_legacy import LegacyProtocol

        return LegacyProtocol
    return WebSocketProtocol


def _shutdown(state):
    for protocol in list(state.connections.values()):
        protocol.shutdown()


def _cancel(state):
    for task in list(state.tasks):
        task.cancel(msg="Task cancelled, timeout graceful shutdown exceeded")


def _to_protocol(name):
    def handler(state, fd, *args):
        protocol = state.connections.get(fd)
        if protocol is not None:
            getattr(protocol, name)(*args)

    return handler


def _to_transport(name):
    def handler(state, fd, *args):
        protocol = state.connections.get(fd)
        if protocol is not None:
            getattr(protocol.transport, name)(*args)

    return handler


def _log(state, level, message):
    state.log(level, message)


HANDLERS = {
    "log": _log,
    "lifespan.begin": _begin,
    "lifespan.end": _end,
    "shutdown": _shutdown,
    "cancel": _cancel,
    "made": _made,
    "upgrade": _upgrade,
    "data": _to_protocol("data"),
    "head": _to_protocol("head"),
    "body": _to_protocol("body"),
    "end": _to_protocol("end"),
    "bad": _to_protocol("bad"),
    "unsupported-upgrade": _to_protocol("unsupported_upgrade"),
    "message": _to_protocol("message"),
    "ping": _to_protocol("ping"),
    "pong": _to_protocol("pong"),
    "close": _to_protocol("close"),
    "fail": _to_protocol("fail"),
    "eof": _to_transport("close"),
    "reset": _to_transport("reset"),
}
