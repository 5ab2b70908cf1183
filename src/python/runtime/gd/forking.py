"""A forked process starts with its parent's modules: imported again, silently, from the sources that the parent imported.

Simplified: a real fork copies the memory. Here module-level code runs a second time, without output and without waiting, and
what is plain data on a module then gets the parent's value: a pid or a time that was asked for at import, a list that was filled.
"""

import copy
import importlib
import sys

from . import core, meter, processes


_PLAIN = (str, bytes, int, float, bool, complex, type(None))
_MOST_COPIED = 10_000


def _is_plain(value, left):
    """Data with nothing in it that belongs to its process. `left` is a list of one number: how much more is looked at."""
    left[0] -= 1
    kind = type(value)
    if kind in _PLAIN:
        return True
    if left[0] < 0:
        return False
    if kind is dict:
        return all(_is_plain(k, left) and _is_plain(v, left) for k, v in value.items())
    return kind in (list, tuple, set, frozenset) and all(_is_plain(one, left) for one in value)


def copy_data(of, into):
    """Give the names in `into` the values that they have in `of`, where they are plain data. What can be changed is changed, not
    replaced: others may hold it too."""
    for name, value in of.items():
        if name not in into or name.startswith("__") or not _is_plain(value, [_MOST_COPIED]):
            continue
        mine, kind = into[name], type(value)
        if kind not in (list, dict, set):
            into[name] = value
        elif type(mine) is kind and mine is not value:
            fresh = copy.deepcopy(value)
            mine.clear()
            mine.extend(fresh) if kind is list else mine.update(fresh)


def _take_environment(process, parent):
    """What the parent's Python has changed in its environment since it began."""
    for key, value in parent.environ.items():
        if parent.first_environ.get(key) != value:
            process.environ[key] = value
    for key in parent.first_environ:
        if key not in parent.environ:
            process.environ.pop(key, None)


def take_over(process, parent):
    _take_environment(process, parent)
    process.sources = dict(parent.sources)
    process.inherits = True
    process.handlers = dict(parent.handlers)
    parent_random = parent.modules.get("random") if parent is not processes.current else sys.modules.get("random")
    names = [n for n in dict.fromkeys(parent.imported) if n != "__main__"]
    modules = dict(sys.modules if parent is processes.current else parent.modules)
    path = list(sys.path if parent is processes.current else parent.path)
    before, stack = processes.current, core.cur
    quiet = core.Stack(0, process, 0)
    quiet.quiet = True
    process.path = path
    process.hidden = dict(parent.hidden)
    core.cur = quiet
    meter.begin(None)
    processes.switch(process)
    try:
        for name in names:
            try:
                importlib.import_module(name)
            except Exception:
                continue
        for name in names:
            if name in modules and name in sys.modules and processes.is_own_module(modules[name]):
                copy_data(vars(modules[name]), vars(sys.modules[name]))
        if hasattr(parent_random, "getstate"):  # a project may have a random.py of its own
            importlib.import_module("random").setstate(parent_random.getstate())
    finally:
        process.inherits = False
        core.cur = stack
        if before is not None and before is not process:
            processes.switch(before)
