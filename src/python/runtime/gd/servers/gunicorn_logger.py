"""gunicorn's log through Python's own `logging`: where --log-config and its like, or a logger class, ask for it.

The arbiter opens it, workers inherit it, and the machine's side hands its lines over here.
"""

import importlib

from .. import core, processes
from . import told
from .gunicorn_cfg import Cfg


def _logger_class(cfg):
    wanted = cfg.logger_class
    if not isinstance(wanted, str):
        return wanted
    if wanted == "simple":
        wanted = "gunicorn.glogging.Logger"
    module, _, name = wanted.rpartition(".")
    try:
        # Of a class that its module does not have, gunicorn keeps the name.
        return getattr(importlib.import_module(module), name, wanted)
    except Exception as e:
        raise RuntimeError(f"class uri {wanted!r} invalid or not found: \n\n[{told.format_exception(e)}]") from e


def _open(known, plain):
    known.cfg = Cfg(plain, known.names)
    known.logger = _logger_class(known.cfg)(known.cfg)


def open_logger(plain, *paths):
    from .gunicorn import _answer, look_in, settings

    look_in(paths)
    return _answer(_open, settings(), plain)


def inherit_logger(known, plain, location):
    """A fork has its parent's; here it is opened once more, without output and without waiting."""
    from .gunicorn_config import inherit_hooks

    if location is not None and not known.names:
        inherit_hooks(known, location)
    stack = core.cur
    stack.quiet = True
    try:
        _open(known, plain)
    finally:
        stack.quiet = False


def reload_logger(plain, *paths):
    """HUP: a configuration that cannot be used leaves the one before it in place."""
    from .gunicorn import _answer, look_in, settings

    look_in(paths)

    def run():
        known = settings()
        before, known.cfg = known.logger.cfg, Cfg(plain, known.names)
        try:
            known.logger.setup(known.cfg)
        except Exception as e:
            stderr = processes.current.stderr
            stderr.write("\nError: reloading the logger configuration failed, keeping the previous one\n" + told.format_exception(e))
            stderr.flush()
            known.logger.setup(before)
            known.logger.error("reloading the logger configuration failed, keeping the previous one")

    return _answer(run)


def reopen_logs():
    """USR1."""
    from .gunicorn import _answer, settings

    return _answer(settings().logger.reopen_files)


def log_lines(lines):
    from .gunicorn import settings

    logger = settings().logger
    for level, message in lines:
        getattr(logger, level)(message)
    return {"ok": True, "value": None}
