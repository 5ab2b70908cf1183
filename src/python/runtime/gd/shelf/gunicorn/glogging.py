"""gunicorn's logger class (26.2), for settings that put their own in its place: what a subclass may override and use.

Only processes whose settings ask for Python's `logging` come here; the others' lines are written by the machine's side.
"""

import json
import logging
import os
import sys
import threading
import traceback
from logging.config import dictConfig, fileConfig

from gd.servers.gunicorn_access import SafeAtoms, atoms_of, now, user

CONFIG_DEFAULTS = {
    "version": 1,
    "disable_existing_loggers": False,
    "root": {"level": "INFO", "handlers": ["console"]},
    "loggers": {
        f"gunicorn.{name}": {"level": "INFO", "handlers": [handler], "propagate": True, "qualname": f"gunicorn.{name}"}
        for name, handler in (("error", "error_console"), ("access", "console"))
    },
    "handlers": {
        name: {"class": "logging.StreamHandler", "formatter": "generic", "stream": f"ext://sys.{stream}"}
        for name, stream in (("console", "stdout"), ("error_console", "stderr"))
    },
    "formatters": {
        "generic": {
            "format": "%(asctime)s [%(process)d] [%(levelname)s] %(message)s",
            "datefmt": "[%Y-%m-%d %H:%M:%S %z]",
            "class": "logging.Formatter",
        }
    },
}

#: What a dictionary that cannot be used is told with: its text, and no traceback.
_REFUSED = (AttributeError, ImportError, ValueError, TypeError)


def loggers():
    return [logging.getLogger(name) for name in list(logging.root.manager.loggerDict)]


class Logger:
    LOG_LEVELS = {name: getattr(logging, name.upper()) for name in ("critical", "error", "warning", "info", "debug")}
    loglevel = logging.INFO
    error_fmt = "%(asctime)s [%(process)d] [%(levelname)s] %(message)s"
    datefmt = "[%Y-%m-%d %H:%M:%S %z]"
    access_fmt = "%(message)s"
    syslog_fmt = "[%(process)d] %(message)s"
    atoms_wrapper_class = SafeAtoms

    def __init__(self, cfg):
        self.error_log, self.access_log = (logging.getLogger(f"gunicorn.{name}") for name in ("error", "access"))
        self.error_log.propagate = self.access_log.propagate = False
        self.error_handlers, self.access_handlers = [], []
        self.logfile = None
        self.lock = threading.Lock()
        self.cfg = cfg
        self.setup(cfg)

    def setup(self, cfg):
        self.cfg = cfg
        self.loglevel = self.LOG_LEVELS.get(cfg.loglevel.lower(), logging.INFO)
        self.error_log.setLevel(self.loglevel)
        self.access_log.setLevel(logging.INFO)
        for log in (self.error_log, self.access_log):
            log.handlers = [h for h in log.handlers if not getattr(h, "_gunicorn", False)]
        self._set_handler(self.error_log, cfg.errorlog, logging.Formatter(self.error_fmt, self.datefmt))
        if cfg.accesslog is not None:
            self._set_handler(self.access_log, cfg.accesslog, logging.Formatter(self.access_fmt), sys.stdout)
        if cfg.logconfig_dict:
            self._configure(cfg.logconfig_dict)
        elif cfg.logconfig_json:
            if os.path.exists(cfg.logconfig_json):
                self._configure(cfg.logconfig_json)
        elif cfg.logconfig:
            if not os.path.exists(cfg.logconfig):
                raise RuntimeError(f"Error: log config '{cfg.logconfig}' not found")
            known = CONFIG_DEFAULTS | {"__file__": cfg.logconfig, "here": os.path.dirname(cfg.logconfig)}
            fileConfig(cfg.logconfig, defaults=known, disable_existing_loggers=False)

    def _configure(self, given):
        try:
            if isinstance(given, str):
                with open(given) as file:
                    given = json.load(file)
            dictConfig({**CONFIG_DEFAULTS, **given})
        except _REFUSED as e:
            raise RuntimeError(str(e)) from e

    def critical(self, msg, *args, **kwargs):
        self.error_log.critical(msg, *args, **kwargs)

    def error(self, msg, *args, **kwargs):
        self.error_log.error(msg, *args, **kwargs)

    def warning(self, msg, *args, **kwargs):
        self.error_log.warning(msg, *args, **kwargs)

    def info(self, msg, *args, **kwargs):
        self.error_log.info(msg, *args, **kwargs)

    def debug(self, msg, *args, **kwargs):
        self.error_log.debug(msg, *args, **kwargs)

    def exception(self, msg, *args, **kwargs):
        self.error_log.exception(msg, *args, **kwargs)

    def log(self, lvl, msg, *args, **kwargs):
        if isinstance(lvl, str):
            lvl = self.LOG_LEVELS.get(lvl.lower(), logging.INFO)
        self.error_log.log(lvl, msg, *args, **kwargs)

    def atoms(self, resp, req, environ, request_time):
        return atoms_of(req, resp, environ, request_time.total_seconds(), self.now())

    @property
    def access_log_enabled(self):
        cfg = self.cfg
        return bool(cfg.accesslog or cfg.logconfig or cfg.logconfig_dict or cfg.logconfig_json)

    def access(self, resp, req, environ, request_time):
        if not self.access_log_enabled:
            return
        atoms = self.atoms_wrapper_class(self.atoms(resp, req, environ, request_time))
        try:
            self.access_log.info(self.cfg.access_log_format, atoms)
        except Exception:
            self.error(traceback.format_exc())

    def now(self):
        return now()

    def reopen_files(self):
        for log in loggers():
            for handler in log.handlers:
                if isinstance(handler, logging.FileHandler) and handler.stream:
                    handler.close()
                    handler.stream = handler._open()

    def close_on_exec(self):
        pass

    def _get_gunicorn_handler(self, log):
        return next((h for h in log.handlers if getattr(h, "_gunicorn", False)), None)

    def _set_handler(self, log, output, fmt, stream=None):
        before = self._get_gunicorn_handler(log)
        if before:
            log.handlers.remove(before)
        if output is None:
            return
        handler = logging.StreamHandler(stream) if output == "-" else self._file_handler(output)
        handler.setFormatter(fmt)
        handler._gunicorn = True
        log.addHandler(handler)

    def _file_handler(self, path):
        try:
            return logging.FileHandler(path)
        except OSError as e:
            raise RuntimeError(f"Error: '{path}' isn't writable [{type(e).__name__}({e.errno}, {e.strerror!r})]") from e

    def _get_user(self, environ):
        return user(environ)
