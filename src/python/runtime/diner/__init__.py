"""The diner's kitchen: a database, a grill and a PDF maker, for code that has something to wait for.

    from diner import db, grill, pdf

    db.query("select * from orders")      # waits for the host db.internal
    grill.get("burger")                   # waits for the host grill.internal
    pdf.build(pages=3)                    # computes: the CPU is busy

`diner.aio` has the first two for coroutines. They are thin clients: one line of JSON each way over a TCP connection, so that
latency, refused connections, time limits and pools are what they are between real hosts.

A directory `diner` of a project is a package beside these as it would be without them: `diner.app` is found from its parent.
"""

import os
import sys
import types

from . import db, grill, pdf

__all__ = ["db", "grill", "pdf"]


class _Places(list):
    """Of a project's directory without `__init__.py`, which Python would pass by for a package further back (PEP 420)."""

    def __iter__(self):
        yield from super().__iter__()
        for entry in sys.path:
            place = os.path.join(os.path.abspath(entry), "diner")
            if place not in self and os.path.isdir(place):
                yield place


class _Package(types.ModuleType):
    """All processes share this module, and none the project's modules below it."""

    def __setattr__(self, name, value):
        if sys.modules.get(f"{__name__}.{name}") is not value:
            super().__setattr__(name, value)

    def __getattr__(self, name):
        try:
            return sys.modules[f"{__name__}.{name}"]
        except KeyError:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None


__path__ = _Places(__path__)
sys.modules[__name__].__class__ = _Package
