"""Simple global variables of the project's modules: which of them a request changed, so that the picture can show it."""

import re
import sys
from operator import is_

from . import processes

#: Whoever holds the same object holds the same value.
_SCALAR = frozenset((int, float, str, bool, type(None), bytes))
_CHANGING = frozenset((list, dict, set, tuple))
_SIMPLE = _SCALAR | _CHANGING
_MOST_NAMES = 40
_MOST_TEXT = 200
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def _text(value):
    kind = type(value)
    if kind in (int, float, bool, type(None)):
        return repr(value)
    if kind in (str, bytes):
        return repr(value if len(value) <= _MOST_TEXT else value[:_MOST_TEXT])[:_MOST_TEXT]
    if len(value) > 50:
        return f"<{kind.__name__} of {len(value)}>"
    try:
        text = repr(value)
        # Where something lies in memory depends on what ran in this interpreter before.
        return (_ADDRESS.sub("", text) if " at 0x" in text else text)[:_MOST_TEXT]
    except Exception:
        return f"<{kind.__name__}>"


class _Watched:
    """A module of the project: what its simple globals were when they were last looked at."""

    __slots__ = ("name", "names", "values", "texts", "known", "keys", "held", "fixed")

    def __init__(self, name, names):
        self.name = name
        self.names = names
        self.values = {}
        self.texts = {}
        self.known = False
        self.keys = self.held = ()  # all names and what they were bound to
        self.fixed = False  # none of that can change in itself

    def fresh(self):
        """[(name, repr), …] of those that changed."""
        held = [*self.names.values()]
        if self.fixed and len(held) == len(self.held) and all(map(is_, held, self.held)) and [*self.names] == self.keys:
            return ()
        self.keys, self.held = [*self.names], held
        self.fixed = not any(type(value) in _CHANGING and not name.startswith("__") for name, value in self.names.items())
        found = []
        values, texts = self.values, self.texts
        for name, value in self.names.items():
            kind = type(value)
            if kind not in _SIMPLE or name.startswith("__"):
                continue
            if kind in _SCALAR:
                if name in values and values[name] is value:
                    continue
                values[name] = value
            text = _text(value)
            if texts.get(name) != text and (name in texts or len(texts) < _MOST_NAMES):
                texts[name] = text
                found.append((name, text))
        self.known = True
        return found


def _watched(process):
    """The modules of the process, sorted: looked for again when something was imported."""
    processes.adopt_new_modules()
    process.modules_seen = len(sys.modules)
    known = process.globals
    process.globals = {}
    for name in sorted(process.names):
        module = sys.modules.get(name)
        file = getattr(module, "__file__", None)
        if file is None or not processes.is_project_file(file):
            continue
        before = known.get(name)
        same = before is not None and before.names is module.__dict__
        process.globals[name] = before if same else _Watched(name, module.__dict__)
    return process.globals.values()


def changed(process, told):
    """[(module, [(name, repr), …]), …] at the end of a call of `process`, cheap enough for every request; None for nothing.
    What is not `told` counts as known, and so do a new module's first values."""
    found = None
    for w in process.globals.values() if process.modules_seen == len(sys.modules) else _watched(process):
        known = w.known
        fresh = w.fresh()
        if fresh and told and known:
            found = found or []
            found.append((w.name, fresh))
    return found
