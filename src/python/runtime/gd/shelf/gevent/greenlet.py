"""`gevent.Greenlet`."""

import sys
import time

from gd import greens

from .timeout import Timeout


class Greenlet(greens.Green):
    def __init__(self, run=None, *args, **kwargs):
        super().__init__(run or self._run, args, kwargs)

    def _run(self):
        pass

    @classmethod
    def spawn(cls, *args, **kwargs):
        one = cls(*args, **kwargs)
        one.start()
        return one

    @classmethod
    def spawn_later(cls, seconds, *args, **kwargs):
        one = cls(*args, **kwargs)
        one.start_later(seconds)
        return one

    def start_later(self, seconds):
        self.delay = seconds
        self.start()

    def failed(self, e):
        greens.print_exception(e)
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        sys.stderr.write(f"{now} {self!r} failed with {type(e).__name__}\n\n")

    def ready(self):
        return self.done.is_set()

    def successful(self):
        return self.ready() and self.exception is None

    @property
    def dead(self):
        return self.ready()

    def __bool__(self):
        return self.started and not self.ready()

    def join(self, timeout=None):
        self.wait(timeout)

    def get(self, block=True, timeout=None):
        if not self.wait(timeout if block else 0):
            raise Timeout(timeout)
        return self.result()

    def kill(self, _exception=None, block=True, timeout=None):
        super().kill()
        if block:
            self.join(timeout)

    def link(self, callback):
        if self.ready():
            callback(self)
        else:
            self.links.append(callback)

    def link_value(self, callback):
        self.link(lambda one: callback(one) if one.successful() else None)

    def link_exception(self, callback):
        self.link(lambda one: None if one.successful() else callback(one))

    def __repr__(self):
        name = getattr(self.function, "__name__", "_run")
        return f"<Greenlet at {hex(id(self))}: {name}{self._shown_args()}>"

    def _shown_args(self):
        parts = [repr(one) for one in self.args] + [f"{k}={v!r}" for k, v in self.kwargs.items()]
        return f"({', '.join(parts)})" if parts else ""


def getcurrent():
    return greens.current()
