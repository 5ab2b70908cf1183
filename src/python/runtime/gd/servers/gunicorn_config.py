"""`gunicorn.conf.py`: real Python, run by the process that reads it; its functions stay here and are called as hooks."""

import importlib
import importlib.util
import os
import sys
import types

from .. import core, meter, processes


def _encode(value):
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [_encode(v) for v in value]
    if isinstance(value, dict):
        return {"t": "dict", "v": {str(k): _encode(v) for k, v in value.items()}}
    if isinstance(value, types.FunctionType):
        return {"t": "callable", "name": value.__qualname__, "arity": value.__code__.co_argcount}
    if callable(value) and not isinstance(value, type):
        return {"t": "callable", "name": type(value).__qualname__, "arity": -1}
    return {"t": "other", "type": type(value).__name__, "text": str(value)}


def _execute(location):
    if location.startswith("python:"):
        return vars(importlib.import_module(location[7:]))
    path = os.path.abspath(location.removeprefix("file:"))
    spec = importlib.util.spec_from_loader("__config__", None, origin=path)
    module = importlib.util.module_from_spec(spec)
    module.__file__ = path
    sys.modules["__config__"] = module
    with open(path, "rb") as f:
        source = f.read()
    exec(meter.watch(compile(source, path, "exec")), module.__dict__)
    return vars(module)


def read_config(location, cwd):
    from .gunicorn import _answer, settings

    def run():
        if cwd not in sys.path:
            sys.path.insert(0, cwd)
        names = _execute(location)
        settings().hooks = _functions(names)
        plain = {k: v for k, v in names.items() if not k.startswith("__") and not isinstance(v, types.ModuleType)}
        return {k: _encode(v) for k, v in plain.items()}

    return _answer(run)


def _functions(names):
    return {k: v for k, v in names.items() if callable(v) and not k.startswith("_")}


def inherit_hooks(known, location):
    """A fork has its parent's functions; here the file is run once more, without output and without waiting."""
    stack = core.cur
    stack.quiet = True
    try:
        known.hooks = _functions(_execute(location))
    finally:
        stack.quiet = False


class _Log:
    def __init__(self, known):
        self._known = known

    def _say(self, level, message, args):
        from .gunicorn_log import log

        log(self._known, level, message % args if args else message)

    def debug(self, message, *args, **_):
        self._say("debug", message, args)

    def info(self, message, *args, **_):
        self._say("info", message, args)

    def warning(self, message, *args, **_):
        self._say("warning", message, args)

    def error(self, message, *args, **_):
        self._say("error", message, args)

    def critical(self, message, *args, **_):
        self._say("critical", message, args)

    def exception(self, message, *args, **_):
        from .gunicorn_log import log_exception

        log_exception(self._known, message % args if args else message, sys.exception())


class _Stand:
    """What a hook gets for the arbiter or a worker: its pid, log and age."""

    def __init__(self, known, facts, kind):
        self.log = _Log(known)
        self.pid = facts.get("pid")
        self.ppid = facts.get("ppid")
        self.age = facts.get("age", 0)
        self.num_workers = facts.get("workers", 0)
        self.cfg = types.SimpleNamespace(workers=self.num_workers)
        self.proc_name = "gunicorn"
        self._kind = kind

    def __str__(self):
        return f"<Worker {self.pid}>" if self._kind == "worker" else "<Arbiter>"


_SERVER = frozenset(("on_starting", "on_reload", "when_ready", "pre_exec", "on_exit"))
_WORKER = frozenset(("post_worker_init", "worker_int", "worker_abort"))


def hook(name, location, facts):
    from .gunicorn import _answer, settings

    def run():
        known = settings()
        if name not in known.hooks:
            inherit_hooks(known, location)
        function = known.hooks.get(name)
        if function is None:
            return
        server = _Stand(known, facts | {"pid": facts.get("ppid")}, "server")
        worker = _Stand(known, facts, "worker")
        if name in _SERVER:
            function(_Stand(known, facts, "server"))
        elif name in _WORKER:
            function(worker)
        elif name == "nworkers_changed":
            function(_Stand(known, facts, "server"), facts["new"], facts["old"])
        else:
            function(server, worker)

    return _answer(run)


def request_hook(known, name, *args):
    function = known.hooks.get(name)
    if function is None:
        return
    pid = processes.current.pid
    worker = _Stand(known, {"pid": pid}, "worker")
    code = getattr(function, "__code__", None)
    count = code.co_argcount if code is not None else len(args) + 1
    function(worker, *args[: count - 1])
