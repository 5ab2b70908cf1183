"""`eventlet.green.socket` and its like: the modules themselves."""

import importlib
import sys

_NAMES = ("os", "select", "socket", "ssl", "subprocess", "threading", "time", "urllib", "http", "queue")


def __getattr__(name):
    if name not in _NAMES:
        raise AttributeError(f"module 'eventlet.green' has no attribute {name!r}")
    module = sys.modules[f"{__name__}.{name}"] = importlib.import_module(name)
    return module
