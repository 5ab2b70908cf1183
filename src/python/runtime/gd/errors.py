"""Exceptions as plain data, with the traceback that CPython would print. Frames of this runtime are left out."""

import sys
import traceback

from . import processes

_STDLIB_HERE = "/lib/python314.zip/"
_STDLIB_THERE = "/usr/lib/python3.14/"
_BOOTSTRAP = "<frozen importlib._bootstrap"


def _foreign(filename):
    return filename.startswith((processes._RUNTIME, _BOOTSTRAP)) or "/pyodide/" in filename or "/_pyodide/" in filename


_extract = traceback.StackSummary._extract_from_extended_frame_gen.__func__


def _summary(cls, *args, **kwargs):
    stack = _extract(cls, *args, **kwargs)
    for frame in stack:
        if frame.filename.startswith(_STDLIB_HERE):
            frame.filename = _STDLIB_THERE + frame.filename[len(_STDLIB_HERE) :]
    stack[:] = [frame for frame in stack if not _foreign(frame.filename)]
    return stack


def install():
    """Whoever prints a traceback or a stack (logging, threading, the learner) prints what a server's Python would."""
    traceback.StackSummary._extract_from_extended_frame_gen = classmethod(_summary)


def format_exception(e):
    """The text of `traceback.format_exception`."""
    return "".join(traceback.format_exception(e))


def place(e):
    """(file, line, column) of the project's innermost frame, or of a syntax error; ('', 0, 0) when there is none."""
    if isinstance(e, SyntaxError) and e.filename:
        return e.filename, e.lineno or 0, e.offset or 0
    found = ("", 0, 0)
    tb = e.__traceback__
    while tb is not None:
        code = tb.tb_frame.f_code
        if processes.is_project_file(code.co_filename):
            positions = list(code.co_positions())[tb.tb_lasti // 2]
            column = 0 if positions[2] is None else positions[2] + 1
            found = (code.co_filename, tb.tb_lineno, column)
        tb = tb.tb_next
    return found


def name_of(kind):
    return kind.__qualname__ if kind.__module__ in ("builtins", None) else f"{kind.__module__}.{kind.__qualname__}"


def describe(e):
    """A GuestError as a dictionary."""
    file, line, column = place(e)
    try:
        message = str(e)
    except BaseException:
        message = "<exception str() failed>"
    told = {"type": name_of(type(e)), "message": message, "traceback": format_exception(e)}
    told |= {"file": file, "line": line, "column": column}
    if isinstance(e, SystemExit):
        code = e.code
        told["exit"] = 0 if code is None else code & 0xFF if isinstance(code, int) else 1
        if code is not None and not isinstance(code, int):
            print(code, file=sys.stderr)
    return told
