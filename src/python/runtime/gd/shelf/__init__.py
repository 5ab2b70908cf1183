"""Packages whose program the machine has itself, for Python code that imports them: each process has its own copy."""

import glob
import os
import sys
from importlib.machinery import PathFinder

from .. import processes

_HERE = os.path.dirname(os.path.abspath(__file__))
_COMMANDS = ("gunicorn",)
#: Modelled without a command: they are there where pip, or the distribution, has put them.
_LIBRARIES = ("eventlet", "gevent")


class _Finder:
    def find_spec(self, name, _path=None, _target=None):
        if not _installed(name):
            return None
        return PathFinder.find_spec(name, [_HERE])


def _installed(name):
    """A command is where its interpreter is, which may be a virtual environment's; a library has left its papers on sys.path."""
    if name in _COMMANDS:
        return os.path.exists(f"{os.path.dirname(processes.current.executable)}/{name}")
    return name in _LIBRARIES and any(glob.glob(f"{glob.escape(path)}/{name}-*.dist-info") for path in sys.path if path)


def install():
    # Behind the others: a file of the project with that name comes first, as its directory does on sys.path.
    sys.meta_path.append(_Finder())
