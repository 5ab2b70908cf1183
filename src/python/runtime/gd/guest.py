"""What the JavaScript side calls: connect once, then start, run and end processes."""

import json

from . import core, processes
from .core import connect  # noqa: F401
from .entry import run  # noqa: F401


def end(pid):
    core.limit()
    processes.end(pid)


def start(text):
    core.limit()
    pid, ppid, argv, env, cwd, fork_of = json.loads(text)
    processes.start(pid, ppid, argv, env, cwd, fork_of)
