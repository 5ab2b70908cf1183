"""`gevent.Timeout`."""

from gd import greens


class Timeout(greens.Timeout):
    @classmethod
    def start_new(cls, timeout=None, exception=None):
        one = timeout if isinstance(timeout, cls) else cls(timeout, exception)
        if not one.pending:
            one.start()
        return one


def with_timeout(seconds, function, *args, timeout_value=greens.NOTHING, **kwargs):
    return greens.within(Timeout.start_new(seconds), function, args, kwargs, timeout_value)
