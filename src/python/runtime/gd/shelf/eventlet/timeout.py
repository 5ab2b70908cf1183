"""Time limits."""

from gd import greens


class Timeout(greens.Timeout):
    def __init__(self, seconds=None, exception=None):
        super().__init__(seconds, exception)
        self.start()


def with_timeout(seconds, function, *args, timeout_value=greens.NOTHING, **kwargs):
    return greens.within(Timeout(seconds), function, args, kwargs, timeout_value)


wrap_is_timeout = lambda base: base  # noqa: E731
