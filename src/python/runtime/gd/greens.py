"""Green threads for eventlet and gevent: virtual threads of a process in which one keeps the interpreter until it waits.

Simplified: without monkey patching every wait lets the others run, too, as if it had been patched.
"""

import sys
import threading
import time
import traceback

from . import core, processes


class GreenletExit(BaseException):
    """What `kill` raises in a green thread."""


def cooperate():
    """From now on this process's threads take turns when they wait."""
    core.syscall("thread.cooperate")


def sleep(seconds=0):
    time.sleep(max(seconds, 1e-6))


def throw(tid, exception):
    """Raise it in thread `tid` where that waits."""
    core.cur.process.thrown[tid] = exception
    core.syscall("thread.raise", tid)


class Green:
    """A function on its way. `value` and `exception` once it is `done`."""

    def __init__(self, function, args=(), kwargs=None, delay=0.0):
        self.function, self.args, self.kwargs, self.delay = function, args, kwargs or {}, delay
        self.value = self.exception = None
        self.tid = None
        self.started = self.begun = self.cancelled = False
        self.done = threading.Event()
        self.links = []

    def start(self):
        if self.started:
            return
        self.started = True
        cooperate()
        threading.Thread(target=self._main, daemon=True).start()

    def _main(self):
        _current[processes.current.pid, core.cur.tid] = self
        self.tid = core.cur.tid
        try:
            if self.delay:
                time.sleep(self.delay)
            if not self.cancelled:
                self.begun = True
                self.value = self.function(*self.args, **self.kwargs)
        except GreenletExit as e:
            self.value = e
        except core.Dropped:
            raise
        except BaseException as e:
            self.exception = e
            self.failed(e)
        finally:
            _current.pop((processes.current.pid, core.cur.tid), None)
            self.done.set()
            for link in self.links:
                link(self)

    def failed(self, e):
        """Nobody may ever ask for it: say so now, where the package does."""

    def wait(self, timeout=None):
        return self.done.wait(timeout)

    def kill(self):
        if self.done.is_set():
            return
        self.cancelled = True
        self.start()
        if self.begun and self.tid is not None and self.tid != core.cur.tid:
            throw(self.tid, GreenletExit())

    def result(self):
        self.done.wait()
        if self.exception is not None:
            raise self.exception
        return self.value


_current = {}


def current():
    """The green thread that runs; None for the main one."""
    return _current.get((processes.current.pid, core.cur.tid))


class Timeout(BaseException):
    """Raises itself in the thread that made it, unless it is cancelled in time."""

    def __init__(self, seconds=None, exception=None):
        super().__init__(seconds, exception)
        self.seconds, self.exception = seconds, exception
        self.pending = False
        self._turn = 0

    def start(self):
        if self.seconds is None:
            return
        cooperate()
        self.pending = True
        self._turn += 1
        tid, turn = core.cur.tid, self._turn
        threading.Thread(target=self._ring, args=(tid, turn), daemon=True).start()

    def _ring(self, tid, turn):
        time.sleep(self.seconds)
        if self.pending and turn == self._turn:
            self.pending = False
            raised = self if self.exception is None or isinstance(self.exception, bool) else self.exception
            throw(tid, raised() if isinstance(raised, type) else raised)

    def cancel(self):
        self.pending = False

    close = cancel

    def __enter__(self):
        if not self.pending:
            self.start()
        return self

    def __exit__(self, _kind, value, _tb):
        self.cancel()
        return value is self and self.exception is False

    def __str__(self):
        return "" if self.seconds is None else f"{self.seconds} second{'' if self.seconds == 1 else 's'}"


NOTHING = object()


def within(timeout, function, args, kwargs, otherwise=NOTHING):
    """What the function gives, or `otherwise` if this timeout, which runs already, was the one that rang."""
    try:
        return function(*args, **kwargs)
    except Timeout as e:
        if e is not timeout or otherwise is NOTHING:
            raise
        return otherwise
    finally:
        timeout.cancel()


def print_exception(e):
    traceback.print_exception(e, file=sys.stderr)
