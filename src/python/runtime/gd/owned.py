"""Names in modules of the standard library that belong to a process: each process has its own value of them."""

import copy
import itertools
import sys
import threading
import warnings

from . import processes

_W, _S, _T = warnings.__dict__, sys.__dict__, threading.__dict__
_last = None


def _on_switch(process):
    """One by one: a loop over names takes as long as all else that a switch does."""
    global _last
    if _last is not None:
        _last.owned = (
            _W["showwarning"],
            _S["excepthook"],
            _S["unraisablehook"],
            _T["excepthook"],
            _M["_parent_process"],
            _M["_current_process"],
            _M["_process_counter"],
            _M["_children"],
        )
        if _last.filters != warnings.filters:
            _last.filters = warnings.filters[:]
    _last = process
    (
        _W["showwarning"],
        _S["excepthook"],
        _S["unraisablehook"],
        _T["excepthook"],
        _M["_parent_process"],
        _M["_current_process"],
        _M["_process_counter"],
        _M["_children"],
    ) = process.owned or _first_values()
    filters = _filters if process.filters is None else process.filters
    if warnings.filters != filters:
        # The list itself is known to C, which insists that its lock is held.
        with warnings._lock:
            warnings.filters[:] = filters
            warnings._filters_mutated_lock_held()


def _first_values():
    """The usual hooks; a main process without a parent, its counter, and no children."""
    main = copy.copy(_main)
    main._config = dict(_main._config)
    return (*_hooks, None, main, itertools.count(1), set())


def install():
    """After what is multiprocessing's has been put in its place."""
    global _filters, _hooks, _main, _M
    import multiprocessing.process as mp

    _M = mp.__dict__
    _main = mp._current_process
    _filters = warnings.filters[:]
    _hooks = _W["showwarning"], _S["excepthook"], _S["unraisablehook"], _T["excepthook"]
    processes.on_switch.append(_on_switch)
