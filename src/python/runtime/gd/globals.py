"""Simple global variables of the project's modules, for the inspector: those that changed since the last look."""

import sys

from . import processes

_SIMPLE = (int, float, str, bool, type(None), list, dict, set, tuple, bytes)
_MOST_NAMES = 40
_MOST_TEXT = 200


def _text(value):
    kind = type(value)
    if kind in (int, float, bool, type(None)):
        return repr(value)
    if kind in (str, bytes):
        return repr(value if len(value) <= _MOST_TEXT else value[:_MOST_TEXT])[:_MOST_TEXT]
    if len(value) > 50:
        return f"<{kind.__name__} of {len(value)}>"
    try:
        return repr(value)[:_MOST_TEXT]
    except Exception:
        return f"<{kind.__name__}>"


def _of(module):
    found = []
    for name, value in module.__dict__.items():
        if type(value) in _SIMPLE and not name.startswith("__"):
            found.append((name, _text(value)))
            if len(found) == _MOST_NAMES:
                break
    return found


def snapshot(module=None):
    """[[module, [[name, repr], …]], …]: what changed since the last call, in modules imported from the machine's files."""
    process = processes.current
    names = [module] if module else [n for n in process.names if n in sys.modules]
    changed = []
    for name in sorted(names):
        m = sys.modules.get(name)
        file = getattr(m, "__file__", None)
        if m is None or file is None or not processes.is_project_file(file) or "-packages/" in file:
            continue
        known = process.globals.setdefault(name, {})
        fresh = [(n, text) for n, text in _of(m) if known.get(n) != text]
        if fresh:
            known.update(fresh)
            changed.append([name, fresh])
    return changed
