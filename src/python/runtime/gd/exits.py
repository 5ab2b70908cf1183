"""The end of a process: what was registered with `atexit` and `weakref.finalize`, and what the main module still holds."""

import atexit
import sys
import types
import weakref

from . import processes, threads

_native_register, _native_run = atexit.register, atexit._run_exitfuncs
#: What finalizers may still want to use is let go of last, as it lies in cycles.
_KEPT = (types.FunctionType, types.ModuleType, type, int, float, str, bytes, bool, type(None))


def _register(function, *args, **kwargs):
    if not callable(function):
        raise TypeError("the first argument must be callable")
    if processes.current is None:  # a module that is imported at boot: it is nobody's exit
        return function
    processes.current.at_exit.append((function, args, kwargs))
    return function


def _unregister(function):
    process = processes.current
    process.at_exit = [entry for entry in process.at_exit if entry[0] != function]


def _call_registered():
    """The last first, each by the interpreter's own hand: it says of one that fails that it is ignored, and goes on."""
    process = processes.current
    registered, process.at_exit = process.at_exit, []
    for function, args, kwargs in reversed(registered):
        _native_register(function, *args, **kwargs)
        _native_run()


class _Info(weakref.finalize._Info):
    """What a finalizer knows of itself, with the process whose it is; the table of all is one for all processes."""

    __slots__ = ("process",)

    def __init__(self):
        self.process = process = processes.current
        if process is not None and not process.finalizes:
            process.finalizes = True
            process.at_exit.append((_finalize, (process,), {}))


def _of(process):
    return [(f, info) for f, info in weakref.finalize._registry.items() if info.process is process]


def _finalize(process):
    """weakref.finalize._exitfunc: the newest first, until there is none."""
    while pending := [(info.index, f) for f, info in _of(process) if info.atexit]:
        try:
            max(pending)[1]()
        except Exception:
            sys.excepthook(*sys.exc_info())


def forget(process):
    """The process is gone: what it has not finalized it never will."""
    if process.finalizes:
        for f, _ in _of(process):
            f.detach()


def _let_go():
    """Take what the main module holds from it, so that `__del__` and `finally` run while the process can still print.

    Simplified: in the order of the names; a cycle is left to the collector, which may not run now (gd.guest).
    """
    processes.current.globals.clear()  # they hold what was seen last
    names = vars(sys.modules["__main__"])
    for name in [*names]:
        if not name.startswith("__") and not isinstance(names[name], _KEPT):
            names[name] = None


def finish():
    """What the interpreter does at exit, as far as it is seen."""
    threads.join_all()
    _call_registered()
    processes.current.finish()
    _let_go()
    processes.current.finish()


def install():
    """Before the modules that register something are imported."""
    atexit._clear()
    atexit.register, atexit.unregister = _register, _unregister
    weakref.finalize._Info = _Info
    weakref.finalize._registered_with_atexit = True
