"""gevent 22: greenlets on the virtual threads of this machine."""

import time

from gd.greens import GreenletExit, sleep  # noqa: F401

from . import greenlet
from .timeout import Timeout, with_timeout  # noqa: F401

__version__ = "22.10.2"
#: Not the release: the real package has said so for years.
version_info = (20, 0, 0, "dev", 0)

Greenlet, spawn, spawn_later = greenlet.Greenlet, greenlet.Greenlet.spawn, greenlet.Greenlet.spawn_later
getcurrent = greenlet.getcurrent


def spawn_raw(function, *args, **kwargs):
    return spawn(function, *args, **kwargs)


def iwait(objects, timeout=None, count=None):
    until = None if timeout is None else time.monotonic() + timeout
    left, given = list(objects), 0
    while left and (count is None or given < count):
        ready = [one for one in left if one.ready()]
        for one in ready:
            left.remove(one)
            given += 1
            yield one
        if not ready:
            if until is not None and time.monotonic() >= until:
                return
            sleep(0.001)


def wait(objects=None, timeout=None, count=None):
    return list(iwait(objects or (), timeout, count))


def joinall(greenlets, timeout=None, raise_error=False, count=None):
    until = None if timeout is None else time.monotonic() + timeout
    for one in greenlets if count is None else wait(greenlets, timeout, count):
        one.join(None if until is None else max(0, until - time.monotonic()))
        if raise_error and one.exception is not None:
            raise one.exception
    return [one for one in greenlets if one.ready()]


def kill(one, exception=GreenletExit, block=True, timeout=None):
    one.kill(exception, block, timeout)


def killall(greenlets, exception=GreenletExit, block=True, timeout=None):
    for one in greenlets:
        one.kill(exception, block, timeout)


def idle(_priority=0):
    sleep(0)


def signal_handler(number, handler, *args, **kwargs):
    import signal

    signal.signal(number, lambda *_: handler(*args, **kwargs))
