"""signal.signal and friends: handlers are Python functions that run between two waits of their process's main thread."""

import signal

from . import core, processes

_FOR_EVER = 10**15  # µs


def _register(number, handler):
    number = signal.Signals(number)
    if core.cur is not None and core.cur.tid != 0:
        raise ValueError("signal only works in main thread of the main interpreter")
    if number in (signal.SIGKILL, signal.SIGSTOP):
        raise OSError(22, "Invalid argument")
    before = _get(number)
    kind = {signal.SIG_DFL: "default", signal.SIG_IGN: "ignore"}.get(handler) if not callable(handler) else "handler"
    if kind is None:
        raise TypeError(
            "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object"
        )
    core.syscall("signal.register", int(number), kind)
    processes.current.handlers[number] = handler
    return before


def _get(number):
    number = signal.Signals(number)
    default = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
    return processes.current.handlers.get(number, default)


def run_pending():
    """Ask which signals arrived and run their handlers, in order of number as CPython does."""
    deliver(core.syscall("signal.pending"))


def deliver(numbers):
    import sys

    for number in sorted(numbers):
        handler = _get(number)
        if callable(handler):
            try:
                handler(number, processes.project_frame(sys._getframe(1)))
            except BaseException as e:
                # That a wait was broken off for it is nobody's business: CPython tries again without a word (PEP 475).
                if isinstance(e.__context__, InterruptedError):
                    e.__context__ = None
                raise


def _pause():
    """Until a signal comes, whose handler has run then."""
    try:
        core.wait("sleep", _FOR_EVER)
    except InterruptedError:
        run_pending()


def install():
    signal.signal = _register
    signal.pause = _pause
    signal.getsignal = _get
    signal.siginterrupt = lambda *_: None
    signal.set_wakeup_fd = lambda fd, **_: -1
    signal.raise_signal = lambda number: __import__("os").kill(processes.current.pid, number)
