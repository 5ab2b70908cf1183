"""A server's loggers, set up in the moment when an application first imports `logging`, and not at all if it never does.

Each process has its own `logging`, so an import of it costs; its code is compiled once for all.
"""

import sys
from importlib.machinery import PathFinder

from .. import processes

_code = None


class _Loader:
    def __init__(self, inner):
        self._inner = inner

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def create_module(self, _spec):
        return None

    def exec_module(self, module):
        global _code
        if _code is None:
            _code = self._inner.get_code("logging")
        exec(_code, module.__dict__)
        ready = getattr(processes.current, "logging_ready", None)
        if ready is not None:
            # The module is complete, but not yet known as imported.
            sys.modules["logging"] = module
            ready()


class _Finder:
    def find_spec(self, name, path=None, _target=None):
        if name != "logging":
            return None
        spec = PathFinder.find_spec(name, path)
        if spec is not None:
            spec.loader = _Loader(spec.loader)
        return spec


def when_imported(ready):
    """Call `ready()` once the current process has imported `logging`; now, if it has."""
    if not any(isinstance(f, _Finder) for f in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    processes.current.logging_ready = ready
    if "logging" in sys.modules:
        ready()
