"""Starting green threads and waiting for them."""

from gd import greens
from gd.greens import sleep  # noqa: F401


class GreenThread(greens.Green):
    def wait(self):
        return self.result()

    def link(self, function, *args, **kwargs):
        def call(_green):
            function(self, *args, **kwargs)

        if self.done.is_set():
            call(self)
        else:
            self.links.append(call)

    def cancel(self, *_throw):
        if not self.begun:
            self.cancelled = True

    @property
    def dead(self):
        return self.done.is_set()

    def __bool__(self):
        return self.begun and not self.dead


class _Alone(GreenThread):
    """`spawn_n`: nobody asks for what it came to."""

    def failed(self, e):
        greens.print_exception(e)


def _started(kind, function, args, kwargs, delay=0.0):
    green = kind(function, args, kwargs, delay)
    green.start()
    return green


def spawn(function, *args, **kwargs):
    return _started(GreenThread, function, args, kwargs)


def spawn_n(function, *args, **kwargs):
    return _started(_Alone, function, args, kwargs)


def spawn_after(seconds, function, *args, **kwargs):
    return _started(GreenThread, function, args, kwargs, seconds)


spawn_after_local = spawn_after


def kill(green, *_throw):
    green.kill()


def getcurrent():
    return greens.current()
