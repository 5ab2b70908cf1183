"""Names in modules of the standard library that belong to a process: each process has its own value of them."""

import sys
import threading
import warnings

from . import processes

#: [names of a module, name], and beside it what makes the value that a new process begins with.
_places = []
_firsts = []
_last = None


def own(module, name, first):
    """From now on `module.name` is each process's own; it begins as `first()`."""
    _places.append((module.__dict__, name))
    _firsts.append(first)


def _keep(module, name):
    value = getattr(module, name)
    own(module, name, lambda: value)


def _on_switch(process):
    global _last
    if _last is not None:
        _last.owned = [names[name] for names, name in _places]
        if _last.filters != warnings.filters:
            _last.filters = warnings.filters[:]
    _last = process
    values = process.owned
    if values is None:
        values = [first() for first in _firsts]
    for (names, name), value in zip(_places, values):
        names[name] = value
    filters = _filters if process.filters is None else process.filters
    if warnings.filters != filters:
        # The list itself is known to C.
        warnings.filters[:] = filters
        warnings._filters_mutated_lock_held() if hasattr(warnings, "_filters_mutated_lock_held") else None


def install():
    global _filters
    _filters = warnings.filters[:]
    for module, name in ((warnings, "showwarning"), (sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        _keep(module, name)
    processes.on_switch.append(_on_switch)
