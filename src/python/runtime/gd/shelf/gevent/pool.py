"""Groups and pools of greenlets."""

import threading

from .greenlet import Greenlet


class Group:
    greenlet_class = Greenlet

    def __init__(self, *greenlets):
        self.greenlets = set()
        self._changed = threading.Condition()
        for one in greenlets:
            self.add(one)

    def __len__(self):
        return len(self.greenlets)

    def __contains__(self, one):
        return one in self.greenlets

    def __iter__(self):
        return iter(list(self.greenlets))

    def add(self, one):
        with self._changed:
            self._wait_for_room()
            self.greenlets.add(one)
        one.link(self.discard)

    def _wait_for_room(self):
        pass

    def discard(self, one):
        with self._changed:
            self.greenlets.discard(one)
            self._changed.notify_all()

    def start(self, one):
        self.add(one)
        one.start()

    def spawn(self, *args, **kwargs):
        one = self.greenlet_class(*args, **kwargs)
        self.start(one)
        return one

    def join(self, timeout=None, raise_error=False):
        before = list(self.greenlets)
        with self._changed:
            self._changed.wait_for(lambda: not self.greenlets, timeout)
        for one in before:
            if raise_error and one.exception is not None:
                raise one.exception
        return not self.greenlets

    def kill(self, *args, **kwargs):
        for one in list(self.greenlets):
            one.kill(*args, **kwargs)

    def apply(self, function, args=None, kwds=None):
        return self.spawn(function, *(args or ()), **(kwds or {})).get()

    def apply_async(self, function, args=None, kwds=None, callback=None):
        one = self.spawn(function, *(args or ()), **(kwds or {}))
        if callback is not None:
            one.link_value(lambda done: callback(done.value))
        return one

    def map(self, function, iterable):
        return list(self.imap(function, iterable))

    def imap(self, function, *iterables):
        running = [self.spawn(function, *args) for args in zip(*iterables)]
        return (one.get() for one in running)

    def imap_unordered(self, function, *iterables):
        from . import iwait

        running = [self.spawn(function, *args) for args in zip(*iterables)]
        return (one.get() for one in iwait(running))


class Pool(Group):
    def __init__(self, size=None, greenlet_class=None):
        super().__init__()
        self.size = size
        if greenlet_class is not None:
            self.greenlet_class = greenlet_class

    def _wait_for_room(self):
        self._changed.wait_for(lambda: self.size is None or len(self.greenlets) < self.size)

    def free_count(self):
        return 1 if self.size is None else max(0, self.size - len(self.greenlets))

    def full(self):
        return self.free_count() <= 0
