"""uvicorn's two loggers (logging.py 0.54): messages of the server on standard error, access lines on standard output."""

import http
import linecache
import sys

from .. import core, processes

LEVELS = {"critical": 50, "error": 40, "warning": 30, "info": 20, "debug": 10, "trace": 5}
_COLOURS = {"trace": 34, "debug": 36, "info": 32, "warning": 33, "error": 31, "critical": 91}


class Log:
    """`log(level, message)`; `access` for the line of a request. `style` is `uvicorn` or, under gunicorn, `gunicorn`."""

    def __init__(self, facts):
        self.level = LEVELS.get(facts["level"], 20)
        self.style = facts["style"]
        self.fd = facts["fd"]
        self.access_fd = facts["access_fd"]
        self.colours = facts["colours"]
        self.loggers = None
        #: What the command line said, if anything.
        self.asked = LEVELS[facts["level"]] if facts.get("asked") else None
        self.configured = False
        self.ways = (None, None)  # loggers of messages and of requests, once configured
        self.traces = self.level <= LEVELS["trace"]

    def install(self):
        """`logging` is there: so are the loggers that an application may take or change."""
        import logging

        from .asgi_loggers import Loggers

        self.loggers = Loggers(logging, self)

    def configure(self, source):
        """`--log-config`: all that is said goes through `logging`, as a file (JSON, YAML, else INI) or a dictionary says."""
        import logging
        import logging.config

        logging.addLevelName(LEVELS["trace"], "TRACE")
        self.configured = True
        if isinstance(source, dict):
            logging.config.dictConfig(source)
        elif isinstance(source, str):
            self._read(source, logging.config)
        error, access = logging.getLogger("uvicorn.error"), logging.getLogger("uvicorn.access")
        if self.asked is not None:
            for name in ("uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
                logging.getLogger(name).setLevel(self.asked)
        if self.access_fd is None:
            access.handlers, access.propagate = [], False
        self.traces = error.getEffectiveLevel() <= LEVELS["trace"]
        self.ways = (error, access if access.hasHandlers() else None)

    def _read(self, path, config):
        if path.endswith(".json"):
            import json

            with open(path) as file:
                config.dictConfig(json.load(file))
        elif path.endswith((".yaml", ".yml")):
            try:
                import yaml
            except ImportError as e:
                raise ImportError("Install the PyYAML package or uvicorn[standard] to use `--log-config` with YAML files.") from e
            with open(path) as file:
                config.dictConfig(yaml.safe_load(file))
        else:
            config.fileConfig(path, disable_existing_loggers=False)

    def __call__(self, level, message):
        if self.configured:
            self.ways[0].log(LEVELS[level], "%s", message)
            return
        logger = self.loggers and self.loggers.changed("uvicorn.error")
        if logger:
            logger.log(LEVELS[level], message)
            return
        if LEVELS[level] < self.level:
            return
        if self.style == "gunicorn":
            import time

            now = time.strftime("[%Y-%m-%d %H:%M:%S +0000]", time.gmtime())
            self._write(self.fd, f"{now} [{processes.current.pid}] [{level.upper()}] {message}\n")
        else:
            self._write(self.fd, f"{self.prefix(level)} {message}\n")

    def prefix(self, level):
        name = level.upper()
        shown = f"\x1b[{_COLOURS[level]}m{name}\x1b[0m" if self.colours else name
        return shown + ":" + " " * (8 - len(name))

    def access(self, client, method, path, version, status):
        if self.configured:
            if self.ways[1]:
                self.ways[1].info('%s - "%s %s HTTP/%s" %d', client, method, path, version, status)
            return
        logger = self.loggers and self.loggers.changed("uvicorn.access")
        if logger and self.access_fd is not None:
            logger.info('%s - "%s %s HTTP/%s" %d', client, method, path, version, status)
            return
        if self.access_fd is None or self.level > 20:
            return
        try:
            status_code = int(status) if not isinstance(status, str) else "%d" % status
        except TypeError as e:
            self._broken('%s - "%s %s HTTP/%s" %d', (client, method, path, version, status), e)
            return
        try:
            shown = f"{status_code} {http.HTTPStatus(status_code).phrase}"
        except ValueError:
            shown = f"{status_code} "
        line = f"{method} {path} HTTP/{version}"
        if self.colours:
            line = f"\x1b[1m{line}\x1b[0m"
            shown = f"\x1b[{ {1: 97, 2: 32, 3: 33, 4: 31, 5: 91}.get(status_code // 100, 0) }m{shown}\x1b[0m"
        self._write(self.access_fd, f'{self.prefix("info")} {client} - "{line}" {shown}\n')

    def _broken(self, message, args, e):
        """logging.Handler.handleError: the record could not be formatted."""
        from . import told

        stack = []
        frame = sys._getframe(1)
        while frame is not None:
            code = frame.f_code
            if processes.is_project_file(code.co_filename):
                line = linecache.getline(code.co_filename, frame.f_lineno).strip()
                stack.insert(0, f'  File "{code.co_filename}", line {frame.f_lineno}, in {code.co_name}\n    {line}\n')
            frame = frame.f_back
        text = "--- Logging error ---\n" + told.format_exception(e) + "Call stack:\n" + "".join(stack)
        self._write(2, f"{text}Message: {message!r}\nArguments: {args!r}\n")

    def _write(self, fd, text):
        data = text.encode("utf-8", "backslashreplace")
        if fd in (1, 2):
            stream = processes.current.stdout if fd == 1 else processes.current.stderr
            stream.flush()
            core.syscall("write", fd, data)
        else:
            core.syscall("fs.write", fd, data, -1)
