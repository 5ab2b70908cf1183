"""Time limits."""

from gd import greens


class Timeout(greens.Timeout):
    def __init__(self, seconds=None, exception=None):
        super().__init__(seconds, exception)
        self.start()


_NONE = object()


def with_timeout(seconds, function, *args, timeout_value=_NONE, **kwargs):
    timeout = Timeout(seconds)
    try:
        return function(*args, **kwargs)
    except Timeout as e:
        if e is not timeout or timeout_value is _NONE:
            raise
        return timeout_value
    finally:
        timeout.cancel()


wrap_is_timeout = lambda base: base  # noqa: E731
