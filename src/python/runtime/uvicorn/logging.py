"""The formatters of uvicorn 0.54 (logging.py), for configurations that name them."""

import http
import logging
import sys
from copy import copy

TRACE_LOG_LEVEL = 5
_COLOURS = {5: 34, logging.DEBUG: 36, logging.INFO: 32, logging.WARNING: 33, logging.ERROR: 31, logging.CRITICAL: 91}
_STATUS_COLOURS = {1: 97, 2: 32, 3: 33, 4: 31, 5: 91}


def _painted(text, code):
    return f"\x1b[{code}m{text}\x1b[0m"


class ColourizedFormatter(logging.Formatter):
    """`%(levelprefix)s` is the level's name, a colon, and spaces up to nine places."""

    def __init__(self, fmt=None, datefmt=None, style="%", use_colors=None):
        self.use_colors = use_colors if use_colors in (True, False) else sys.stdout.isatty()
        super().__init__(fmt=fmt, datefmt=datefmt, style=style)

    def formatMessage(self, record):
        record = copy(record)
        name = record.levelname
        spaces = " " * (8 - len(name))
        if self.use_colors:
            name = _painted(name, _COLOURS[record.levelno]) if record.levelno in _COLOURS else name
            if hasattr(record, "color_message"):
                record.msg = record.color_message
                record.message = record.getMessage()
        record.levelprefix = f"{name}:{spaces}"
        return super().formatMessage(record)


class DefaultFormatter(ColourizedFormatter):
    pass


class AccessFormatter(ColourizedFormatter):
    """`%(client_addr)s`, `%(request_line)s` and `%(status_code)s` of an access record's five arguments."""

    def formatMessage(self, record):
        record = copy(record)
        client, method, path, version, status = record.args
        status = int(status)
        try:
            phrase = http.HTTPStatus(status).phrase
        except ValueError:
            phrase = ""
        shown, line = f"{status} {phrase}", f"{method} {path} HTTP/{version}"
        if self.use_colors:
            line = _painted(line, 1)
            shown = _painted(shown, _STATUS_COLOURS[status // 100]) if status // 100 in _STATUS_COLOURS else shown
        record.client_addr, record.request_line, record.status_code = client, line, shown
        return super().formatMessage(record)
