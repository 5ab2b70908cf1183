"""What the JavaScript side calls: connect once, then start, run and end processes."""

import gc
import json

from . import core, processes
from .core import connect  # noqa: F401
from .entry import keep, name, run  # noqa: F401


# The collector looks at the frames of the running stack; with others suspended beside it (their frames lie on memory that
# JSPI has put aside) it has been seen to crash the interpreter. So it runs when nothing is suspended, and only then.
gc.disable()


def collect():
    core.limit()
    gc.collect()


def end(pid):
    core.limit()
    processes.end(pid)


def start(text):
    core.limit()
    processes.start(*json.loads(text))
