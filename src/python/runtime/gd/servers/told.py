"""Exceptions told as the servers' logs tell them: every part of a chain begins with the words that Python puts there."""

import re

from .. import errors

_HEAD = "Traceback (most recent call last):\n"
_JOINT = re.compile(
    r"(\n(?:During handling of the above exception, another exception occurred|"
    r"The above exception was the direct cause of the following exception):\n\n)"
)


def format_exception(e):
    """Frames of this runtime stand for a server's own and are left out; the head line stays."""
    parts = _JOINT.split(errors.format_exception(e))
    return "".join(part if i % 2 or part.startswith((_HEAD, "  + ")) else _HEAD + part for i, part in enumerate(parts))


def describe(e):
    told = errors.describe(e)
    told["traceback"] = format_exception(e)
    return told
