"""A directory comes first on sys.path: files in it that are named like modules of the standard library are found before these.

All processes share what the interpreter has imported of the standard library. A process whose directory has a `queue.py` sees
neither the shared `queue` nor the shared modules that use it: it imports its own copies, which find the project's file, as on
a server, with whatever comes of that. Simplified: what this runtime itself has replaced or uses stays as it is for those in
the library that use it, and is hidden only under its own name.
"""

import importlib
import os
import sys
import types

from . import processes

#: What CPython 3.14 has imported before it looks at a program (`python3 -c 'import sys; print(*sys.modules)'`).
_AT_START = frozenset(
    "__main__ _abc _codecs _collections_abc _frozen_importlib _frozen_importlib_external _imp _io _signal _sitebuiltins _stat "
    "_thread _warnings _weakref abc builtins codecs encodings genericpath io marshal os posix posixpath site stat sys time "
    "zipimport".split()
)
#: What servers import themselves before they put the project's directory first.
GUNICORN = tuple(
    "argparse base64 binascii copy email errno fcntl grp html http importlib inspect io json logging os pkgutil pwd queue random re "
    "select shlex signal socket ssl subprocess sys tempfile textwrap threading time traceback types urllib".split()
)
UVICORN = tuple(
    "asyncio collections configparser contextlib copy dataclasses datetime email enum errno functools gettext http importlib "
    "inspect ipaddress json logging multiprocessing os pathlib platform queue random re shutil signal socket ssl stat struct "
    "subprocess sys tempfile textwrap threading time typing urllib warnings".split()
)
#: Changed by this runtime within their classes; of others the changed names themselves tell.
_CHANGED = frozenset("asyncio concurrent linecache multiprocessing selectors socket threading traceback warnings weakref".split())
_LIBRARY = "/lib/python"

_uses = {}  # top-level name -> those that its modules have something of


def _top(name):
    return name.partition(".")[0]


def _learn():
    """What has what: told from the names in the modules, since nobody was there when they were imported."""
    for name in processes.shared_names():
        module = sys.modules.get(name)
        if not isinstance(module, types.ModuleType):
            continue
        known = _uses.setdefault(_top(name), set())
        for value in [*vars(module).values()]:
            origin = value.__name__ if isinstance(value, types.ModuleType) else getattr(value, "__module__", None)
            if isinstance(origin, str):
                known.add(_top(origin))


def _reached(roots):
    """What is imported with the roots."""
    found = set()
    left = [*roots]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += _uses.get(name, ())
    return found


def _users(names):
    """Those that have something of `names`, or of one of their users, but for what must stay."""
    stays = _AT_START | _CHANGED | {n for n, used in _uses.items() if "gd" in used}
    found = set(names)
    while more := [n for n, used in _uses.items() if n not in found and n not in stays and used & found]:
        found.update(more)
    return found


def _named_in(path):
    """Names of modules and packages in a directory."""
    try:
        entries = os.listdir(path or ".")
    except OSError:
        return set()
    return {entry.removesuffix(".py") for entry in entries if entry.endswith(".py")} | {
        entry for entry in entries if os.path.isfile(os.path.join(path, entry, "__init__.py"))
    }


def _in_library(name):
    origin = getattr(sys.modules.get(name), "__file__", None) or ""
    return origin.startswith(_LIBRARY)


class _Shadow(types.ModuleType):
    """A module beside the program that is named as one of the library: it says so of what it lacks (CPython 3.13, moduleobject.c)."""

    def __getattr__(self, name):
        own, file = self.__name__, self.__file__
        hint = f"has the same name as the standard library module named {own!r} and prevents importing that standard library module"
        text = f"module {own!r} has no attribute {name!r} (consider renaming {file!r} since it {hint})"
        raise AttributeError(text, name=name, obj=self)


_Shadow.__name__ = _Shadow.__qualname__ = "module"


def mark(module):
    """Before a module of the project is run."""
    first = processes.current.beside
    if first is not None and module.__name__ in sys.stdlib_module_names and os.path.dirname(module.__file__) == os.path.abspath(first):
        module.__class__ = _Shadow


def start_in(path):
    """The interpreter itself puts the directory of its program first."""
    processes.current.beside = path
    put_first(path)


def put_first(path, imported=()):
    """Put a directory first on sys.path. `imported`: what of the standard library this program imports before it does so."""
    process = processes.current
    tops = {_top(name) for name in processes.shared_names()} | processes.PRIVATE
    named = (_named_in(path) & tops) - _AT_START
    if named:
        _learn()
        before = _reached(imported)
        for name in processes.PRIVATE & named & before:
            importlib.import_module(name)
        named = {name for name in named - before if name in processes.PRIVATE or _in_library(name)}
    if named:
        hidden = _users(named) - before
        shared = [name for name in processes.shared_names() if name not in process.hidden and _in_library(name)]
        process.hide(name for name in shared if _top(name) in hidden)
    sys.path.insert(0, path)
