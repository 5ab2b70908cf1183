"""`gevent.Timeout`."""

from gd import greens


class Timeout(greens.Timeout):
    @classmethod
    def start_new(cls, timeout=None, exception=None):
        one = timeout if isinstance(timeout, cls) else cls(timeout, exception)
        if not one.pending:
            one.start()
        return one


_NONE = object()


def with_timeout(seconds, function, *args, timeout_value=_NONE, **kwargs):
    timeout = Timeout.start_new(seconds)
    try:
        return function(*args, **kwargs)
    except Timeout as e:
        if e is not timeout or timeout_value is _NONE:
            raise
        return timeout_value
    finally:
        timeout.cancel()
