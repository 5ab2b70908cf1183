"""Sets whose order is the same in every run.

An object without a hash of its own is put into a set by its address, which tells how much ran in this interpreter before. For
what schedulers keep in sets (tasks, futures, threads and the like) a count of the process takes its place, so that who is
woken, cancelled or joined first follows from the run alone.
"""

import asyncio
import concurrent.futures
import threading

from . import processes


def _hash(self):
    try:
        return self._gd_order
    except AttributeError:
        pass
    process = processes.current
    if process is None:  # made at boot, once for all
        return id(self) >> 4
    process.counted += 1
    self._gd_order = process.counted
    return process.counted


def orderly(cls):
    """Instances are counted when they are first hashed. They need room for an attribute."""
    cls.__hash__ = _hash


def install():
    class Task(asyncio.Task):
        __hash__ = _hash

    Task.__qualname__ = "Task"
    Task.__module__ = "_asyncio"
    asyncio.Task = asyncio.tasks.Task = Task
    orderly(threading.Thread)
    orderly(concurrent.futures.Future)
