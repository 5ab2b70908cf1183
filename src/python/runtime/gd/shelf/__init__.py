"""Packages whose program the machine has itself, for Python code that imports them: each process has its own copy."""

import os
import sys
from importlib.machinery import PathFinder

from .. import processes

_HERE = os.path.dirname(os.path.abspath(__file__))
_NAMES = ("gunicorn",)


class _Finder:
    def find_spec(self, name, _path=None, _target=None):
        if name not in _NAMES or not _installed(name):
            return None
        return PathFinder.find_spec(name, [_HERE])


def _installed(name):
    """It is where its command is: a virtual environment has its own, or none."""
    return os.path.exists(f"{os.path.dirname(processes.current.executable)}/{name}")


def install():
    # Behind the others: a file of the project with that name comes first, as its directory does on sys.path.
    sys.meta_path.append(_Finder())
