"""gunicorn's loggers: lines of its own are written straight out; what an application sends to `gunicorn.error` comes out alike."""

import time
from datetime import timedelta

from .. import core, processes
from . import told
from .gunicorn_access import SafeAtoms, atoms_of, now

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40, "critical": 50}
_FORMAT = "%(asctime)s [%(process)d] [%(levelname)s] %(message)s"


def _write(fd, text):
    data = text.encode("utf-8", "backslashreplace")
    if fd in (1, 2):
        stream = processes.current.stdout if fd == 1 else processes.current.stderr
        stream.flush()
        core.syscall("write", fd, data)
    else:
        core.syscall("fs.write", fd, data, -1)


def log(known, level, message):
    if known.logger is not None:
        getattr(known.logger, level)(message)
        return
    if LEVELS[level] < known.level:
        return
    date = time.strftime("[%Y-%m-%d %H:%M:%S +0000]", time.gmtime())
    _write(known.error_fd, f"{date} [{processes.current.pid}] [{level.upper()}] {message}\n")


def log_exception(known, message, e):
    if known.logger is not None:
        known.logger.exception(message, exc_info=e)
        return
    log(known, "error", f"{message}\n{told.format_exception(e).rstrip()}")


def access(known, request, response, environ, seconds):
    if known.logger is not None:
        known.logger.access(response, request, environ, timedelta(seconds=seconds))
        return
    atoms = SafeAtoms(atoms_of(request, response, environ, seconds, now()))
    try:
        line = known.access_format % atoms
    except Exception:
        line = None
    if line is not None:
        _write(known.access_fd, line + "\n")
        return
    import logging

    # logging tells of the bad format itself.
    logging.getLogger("gunicorn.access").info(known.access_format, atoms)


class _Stream:
    """Where a handler writes: a descriptor of the process, through its buffers for 1 and 2."""

    def __init__(self, fd):
        self._fd = fd

    def write(self, text):
        _write(self._fd, text)

    def flush(self):
        pass


def install_loggers(known):
    """The loggers that an application may take for its own: `logging.getLogger("gunicorn.error").handlers`."""
    import logging

    for name, fd, level, form in (
        ("gunicorn.error", known.error_fd, known.level, logging.Formatter(_FORMAT, "[%Y-%m-%d %H:%M:%S %z]")),
        ("gunicorn.access", known.access_fd, logging.INFO, logging.Formatter("%(message)s")),
    ):
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.setLevel(level)
        logger.handlers = []
        if fd is not None:
            handler = logging.StreamHandler(_Stream(fd))
            handler.setFormatter(form)
            logger.addHandler(handler)
