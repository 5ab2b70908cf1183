"""uvicorn's loggers for an application that uses `logging` (config.py LOGGING_CONFIG 0.54).

The server writes its own lines itself (asgi_log.py); only where an application has changed a logger do they go through it.
"""

import http


class _Stream:
    def __init__(self, write, fd):
        self._write, self._fd = write, fd

    def write(self, text):
        self._write(self._fd, text)

    def flush(self):
        pass


class _Formatter:
    """A formatter to `logging`, which each process has for itself: it is nobody's subclass."""

    def __init__(self, logging, log):
        self._plain = logging.Formatter()
        self._log = log

    def format(self, record):
        if record.name == "uvicorn.access" and isinstance(record.args, tuple) and len(record.args) == 5:
            client, method, path, version, status = record.args
            try:
                phrase = http.HTTPStatus(status).phrase
            except ValueError:
                phrase = ""
            text = f'{client} - "{method} {path} HTTP/{version}" {status} {phrase}'
        else:
            text = self._plain.format(record)
        return f"{self._log.prefix(record.levelname.lower())} {text}"


class Loggers:
    def __init__(self, logging, log):
        self._logging = logging
        logging.addLevelName(5, "TRACE")
        error, access = ("uvicorn.error", "uvicorn.access")
        self._made = {}
        if log.style == "gunicorn":
            # uvicorn.workers hands gunicorn's own handlers on.
            self._make(error, list(logging.getLogger("gunicorn.error").handlers), log.level)
            self._make(access, list(logging.getLogger("gunicorn.access").handlers), log.level)
            return
        self._make("uvicorn", [self._handler(log, log.fd)], logging.INFO)
        self._make(error, [], log.level, True)
        self._make(access, [] if log.access_fd is None else [self._handler(log, log.access_fd)], log.level)

    def _handler(self, log, fd):
        handler = self._logging.StreamHandler(_Stream(log._write, fd))
        handler.setFormatter(_Formatter(self._logging, log))
        return handler

    def _make(self, name, handlers, level, propagate=False):
        logger = self._logging.getLogger(name)
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)
        self._made[name] = self._state(logger)

    def _state(self, logger):
        return logger.disabled, logger.level, logger.propagate, list(logger.handlers), list(logger.filters)

    def get(self, name):
        return self._logging.getLogger(name)

    def changed(self, name):
        """The logger of that name, if the application made it another than it was."""
        for one in (name, "uvicorn") if name == "uvicorn.error" and "uvicorn" in self._made else (name,):
            if self._state(self._logging.getLogger(one)) != self._made[one]:
                return self._logging.getLogger(name)
        return None
