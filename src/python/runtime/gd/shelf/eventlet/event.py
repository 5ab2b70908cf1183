"""A value that comes once."""

import threading


class Event:
    def __init__(self):
        self.reset()

    def reset(self):
        self._set = threading.Event()
        self._value = self._exception = None

    def ready(self):
        return self._set.is_set()

    def wait(self, timeout=None):
        self._set.wait(timeout)
        if self._exception is not None:
            raise self._exception
        return self._value

    def send(self, result=None, exc=None):
        assert not self.ready(), "Trying to re-send() an already-triggered event."
        self._value, self._exception = result, exc
        self._set.set()

    def send_exception(self, exception, *_more):
        self.send(None, exception() if isinstance(exception, type) else exception)
