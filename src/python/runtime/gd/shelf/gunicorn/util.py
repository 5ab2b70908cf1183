"""Helpers that configuration files use."""

import time
from email.utils import formatdate


def http_date(timestamp=None):
    return formatdate(time.time() if timestamp is None else timestamp, localtime=False, usegmt=True)


def to_bytestring(value, encoding="utf8"):
    """A text or bytes as bytes."""
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a string")
    return value.encode(encoding)
