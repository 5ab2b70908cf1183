"""`gunicorn.conf.py`: real Python, run by the process that reads it; its functions stay here and are called as hooks."""

import importlib
import importlib.util
import inspect
import os
import sys
import types

from .. import core, forking, meter, processes, shadows
from . import gunicorn_given, told
from .gunicorn_stands import own_worker, stands


def _arity(function):
    """Its positional parameters; None where it does not tell."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    return sum(p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters)


def _encode(value):
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, list):
        return [_encode(v) for v in value]
    if isinstance(value, tuple):
        return {"t": "tuple", "v": [_encode(v) for v in value]}
    if isinstance(value, dict):
        return {"t": "dict", "v": {str(k): _encode(v) for k, v in value.items()}}
    if callable(value) and not isinstance(value, type):
        arity = _arity(value)
        name = getattr(value, "__qualname__", type(value).__qualname__)
        return {"t": "callable", "name": name, "arity": -1 if arity is None else arity}
    return {"t": "other", "type": type(value).__name__, "text": str(value)}


def _execute(location):
    if location == gunicorn_given.NAME:
        return gunicorn_given.application().cfg.chosen
    if location.startswith("python:"):
        return vars(importlib.import_module(location[7:]))
    path = location.removeprefix("file:")
    if path.endswith((".py", ".pyc")):
        path = os.path.abspath(path)  # as importlib does for a file of Python's
    spec = importlib.util.spec_from_loader("__config__", None, origin=path)
    module = importlib.util.module_from_spec(spec)
    module.__file__ = path
    sys.modules["__config__"] = module
    with open(path, "rb") as f:
        source = f.read()
    exec(meter.watch(compile(source, path, "exec")), module.__dict__)
    return vars(module)


def _named(given):
    """A hook given as `module.function`: `(function, how it crosses)`."""
    module, _, name = given.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
        return found, _encode(found) | {"given": given}
    except ImportError as e:
        why = str(e)
    except AttributeError:
        why = f"Can not load '{name}' from '{module}'"
    return None, {"t": "other", "type": "missing", "text": why, "given": given}


def read_config(location, cwd, hooks):
    from .gunicorn import _answer, settings

    def run():
        if cwd not in sys.path:
            shadows.put_first(cwd, shadows.GUNICORN)
        names = _execute(location)
        named = {k: _named(v) for k, v in names.items() if k in hooks and isinstance(v, str) and "." in v}
        known = settings()
        package = sys.modules.get("gunicorn")
        if hasattr(package, "SERVER_SOFTWARE"):
            known.software = package.SERVER, package.SERVER_SOFTWARE
        known.hooks, known.names = _functions(names | {k: found for k, (found, _) in named.items()}), names
        plain = {k: v for k, v in names.items() if not k.startswith("__") and not isinstance(v, types.ModuleType)}
        return {k: named[k][1] if k in named else _encode(v) for k, v in plain.items()}

    return _answer(run)


def _functions(names):
    return {k: v for k, v in names.items() if callable(v) and not k.startswith("_")}


def inherit_hooks(known, location):
    """A fork has its parent's functions; here the file is run once more, without output and without waiting."""
    stack = core.cur
    stack.quiet = True
    try:
        known.names = _execute(location)
        known.hooks = _functions(known.names)
    finally:
        stack.quiet = False
    parent = getattr(processes.table.get(os.getppid()), "gunicorn", None)
    if parent is not None:
        forking.copy_data(parent.names, known.names)


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
        server, worker = stands(known, facts)
        if name in _SERVER:
            function(server)
        elif name in _WORKER:
            function(worker)
        elif name == "nworkers_changed":
            function(server, facts["new"], facts["old"])
        else:
            function(server, worker)

    return _answer(run)


def request_hook(known, name, *args):
    function = known.hooks.get(name)
    if function is None:
        return
    count = _arity(function)
    function(own_worker(known), *args[: (len(args) + 1 if count is None else count) - 1])


def worker_class(uri, *paths):
    """Which of the machine's worker classes the project's own is made from; None where its module has no such class."""
    from .gunicorn import _answer, look_in, settings

    def run():
        look_in(paths)
        if uri is None:
            return getattr(settings().names.get("worker_class"), "model", None)
        module, _, name = uri.rpartition(".")
        try:
            found = getattr(importlib.import_module(module), name, None)
        except Exception as e:
            raise RuntimeError(f"class uri {uri!r} invalid or not found: \n\n[{told.format_exception(e)}]") from e
        return getattr(found, "model", None)

    return _answer(run)
