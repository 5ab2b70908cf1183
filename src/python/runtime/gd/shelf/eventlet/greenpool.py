"""At most so many green threads at once."""

import threading

from . import greenthread
from .event import Event


class GreenPool:
    def __init__(self, size=1000):
        self.size = size
        self.coroutines_running = set()
        self._room = threading.Condition()

    def resize(self, size):
        self.size = size

    def running(self):
        return len(self.coroutines_running)

    def free(self):
        return self.size - self.running()

    def waiting(self):
        return 0

    def _start(self, start, function, args, kwargs):
        with self._room:
            while self.free() <= 0:
                self._room.wait()
            green = start(function, *args, **kwargs)
            self.coroutines_running.add(green)
        green.links.append(self._gone)
        return green

    def _gone(self, green):
        with self._room:
            self.coroutines_running.discard(green)
            self._room.notify_all()

    def spawn(self, function, *args, **kwargs):
        return self._start(greenthread.spawn, function, args, kwargs)

    def spawn_n(self, function, *args, **kwargs):
        self._start(greenthread.spawn_n, function, args, kwargs)

    def waitall(self):
        with self._room:
            while self.coroutines_running:
                self._room.wait()

    def starmap(self, function, iterable):
        waiting = [self.spawn(function, *args) for args in iterable]
        return (green.wait() for green in waiting)

    def imap(self, function, *iterables):
        return self.starmap(function, zip(*iterables))


class GreenPile:
    def __init__(self, size_or_pool=1000):
        self.pool = size_or_pool if isinstance(size_or_pool, GreenPool) else GreenPool(size_or_pool)
        self._waiting = []

    def spawn(self, function, *args, **kwargs):
        self._waiting.append(self.pool.spawn(function, *args, **kwargs))

    def __iter__(self):
        return self

    def __next__(self):
        if not self._waiting:
            raise StopIteration
        return self._waiting.pop(0).wait()


__all__ = ["Event", "GreenPile", "GreenPool"]
