"""Events between greenlets."""

import threading

from .timeout import Timeout


class Event(threading.Event):
    ready = threading.Event.is_set


class AsyncResult:
    def __init__(self):
        self._set = threading.Event()
        self.value = self.exception = None

    def ready(self):
        return self._set.is_set()

    def successful(self):
        return self.ready() and self.exception is None

    def set(self, value=None):
        self.value = value
        self._set.set()

    def set_exception(self, exception, exc_info=None):
        self.exception = exception
        self._set.set()

    def wait(self, timeout=None):
        self._set.wait(timeout)
        return self.value

    def get(self, block=True, timeout=None):
        if not self._set.wait(timeout if block else 0):
            raise Timeout(timeout)
        if self.exception is not None:
            raise self.exception
        return self.value
