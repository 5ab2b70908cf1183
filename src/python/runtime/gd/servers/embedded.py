"""WSGI in servers written in C that hold a Python interpreter: uWSGI 2.0.21 and mod_wsgi 4.9 (PEP 3333).

The machine's side (programs/uwsgi, programs/apache) has read the request's head. `handle` calls the application and writes
the answer to a descriptor: as HTTP for uWSGI, with CGI's `Status` for mod_wsgi, whose Apache makes HTTP of it.
"""

import hashlib
import importlib
import io
import os
import sys
import time
import types

from .. import core, loader, processes, shadows
from ..exits import finish  # noqa: F401
from . import told as errors
from .gunicorn_body import Body
from .gunicorn_http import FileWrapper, send

_SMALL = 16384


class _Known:
    """What one simulated process knows: its settings, and its applications by the path where they are mounted."""

    def __init__(self):
        self.facts = {}
        self.apps = {}


def _known():
    process = processes.current
    found = getattr(process, "embedded", None)
    if found is None:
        found = process.embedded = _Known()
    return found


class _ErrorLog(io.TextIOBase):
    """Apache's error log as a stream of Python's: whole lines, each with what stands ahead of lines there."""

    def __init__(self, fd, prefix):
        self._fd, self._prefix, self._line = fd, prefix, ""

    def writable(self):
        return True

    def write(self, text):
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            self._put(line)
        return len(text)

    def flush(self):
        if self._line:
            self._put(self._line)
            self._line = ""

    def _put(self, line):
        now = time.time()
        at = time.strftime(f"%a %b %d %H:%M:%S.{int(now % 1 * 1e6):06d} %Y", time.gmtime(now))
        core.syscall("fs.write", self._fd, f"[{at}] {self._prefix}{line}\n".encode("utf-8", "backslashreplace"), -1)


def setup(facts):
    """{server, multithread, multiprocess, error_fd?, prefix?, paths}: once in each process that will call an application."""
    known = _known()
    known.facts = facts
    for path in reversed(facts.get("paths", ())):
        if path not in sys.path:
            shadows.put_first(path)
    if facts["server"] == "mod_wsgi":
        sys.stdout = sys.stderr = _ErrorLog(facts["error_fd"], facts["prefix"])
    return None


def load(mount, module, file, name, quiet=False):
    """Import a module, or run a file as one (`file`), and take the application `name` from it.

    `quiet`: once more after a fork, which has what was printed and waited for already.
    None, or what went wrong: `{traceback, missing, type, message, file, line, column}`.
    """
    core.cur.quiet = quiet
    try:
        found = _run_file(file) if file else importlib.import_module(module)
        app = getattr(found, name, None) if "(" not in name else eval(name, vars(found))
        if app is None or not callable(app):
            return {"missing": True, "traceback": "", "type": "AttributeError", "message": name, "file": "", "line": 0, "column": 0}
        _known().apps[mount] = app
        return None
    except BaseException as e:
        told = errors.describe(e)
        if told["traceback"].count("\n") == 2:
            # Python's own printer has no head where there are no frames.
            told["traceback"] = told["traceback"].partition("\n")[2]
        return {"missing": False, "exit": None, **told}
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        core.cur.quiet = False


def _run_file(path):
    """A script as a module under a name made of its path, as mod_wsgi does."""
    name = f"_mod_wsgi_{hashlib.md5(path.encode()).hexdigest()}"
    if _known().facts.get("server") == "uwsgi":
        name = "uwsgi_file_" + path.replace("/", "_").replace(".", "_").removesuffix("_py")
    module = types.ModuleType(name)
    module.__file__ = path
    module.__loader__ = loader.Loader(name, path)
    with open(path, "rb") as f:
        source = f.read()
    sys.modules[name] = module
    processes.current.names.add(name)
    processes.current.sources[path] = source
    exec(compile(source, path, "exec", dont_inherit=True), vars(module))
    return module


class _Response:
    __slots__ = ("call", "fd", "form", "protocol", "status", "headers", "sent", "head_size", "body_size", "restored")

    def __init__(self, call, fd, form, protocol):
        self.call, self.fd, self.form, self.protocol = call, fd, form, protocol
        self.status, self.headers, self.sent = None, [], False
        self.head_size = self.body_size = 0
        self.restored = None

    def start_response(self, status, headers, exc_info=None):
        if exc_info:
            try:
                if self.sent:
                    raise exc_info[1].with_traceback(exc_info[2])
                # uWSGI restores the exception: it comes up again before the first block.
                self.restored = exc_info[1] if self.form == "http" else None
            finally:
                exc_info = None
        elif self.status is not None and self.form == "cgi":
            raise AssertionError("headers have already been set")
        if not isinstance(status, str):
            raise TypeError("http status must be a string" if self.form == "http" else "argument 1 must be str")
        if not isinstance(headers, list):
            raise TypeError("http headers must be in a python list" if self.form == "http" else "response headers must be a list")
        made = []
        for item in headers:
            if not isinstance(item, tuple):
                raise TypeError("http header must be defined in a tuple" if self.form == "http" else "list of tuple values expected")
            name, value = item
            if not (isinstance(name, str) and isinstance(value, str)):
                raise TypeError("http header key must be a string" if self.form == "http" else "expected str object for header")
            if self.form == "cgi" and any(c in value for c in "\r\n\0"):
                raise ValueError("embedded newline in response header value")
            made.append((name, value))
        self.status, self.headers = status, made
        told = "\n".join(f"{k}: {v}" for k, v in made)
        core.syscall("app.responded", self.call, self.fd, _code(status), status.partition(" ")[2], told)
        return self.write

    def _head(self):
        first = f"{self.protocol} {self.status}\r\n" if self.form == "http" else f"Status: {self.status}\r\n"
        head = first + "".join(f"{name}: {value}\r\n" for name, value in self.headers) + "\r\n"
        self.sent, self.head_size = True, len(head)
        return head

    def write(self, data):
        if not isinstance(data, bytes):
            kind = type(data).__name__
            raise TypeError(f"sequence of byte string values expected, value of type {kind} found")
        if self.status is None:
            raise RuntimeError("response has not been started")
        head = "" if self.sent else self._head()
        if not data and not head:
            return
        self.body_size += len(data)
        if len(data) <= _SMALL:
            sent = core.syscall("app.write", self.call, self.fd, head, data.decode("latin-1"), len(data))
            if sent < len(head) + len(data):
                send(self.fd, (head.encode("latin-1") + data)[sent:])
            return
        if head:
            send(self.fd, head.encode("latin-1"))
        core.syscall("app.block", self.call, len(data))
        send(self.fd, data)

    def close(self):
        if self.status is not None and not self.sent:
            self.write(b"")


def _code(status):
    return int(status[:3]) if status[:3].isdigit() else 0


def _pairs(text):
    parts = text.split(text[0]) if text else [""]
    return zip(parts[1::2], parts[2::2])


def handle(fd, out, call, form, mount, environ, length, rest=b"", prefix=""):
    """One request: body from `fd`, answer to `out`.

    [status or 0, headers, bytes of the head, bytes of the body, did it return?, exit code or None]
    """
    known = _known()
    facts = known.facts
    environ = dict(_pairs(environ))
    response = _Response(call, out, form, environ.get("SERVER_PROTOCOL", "HTTP/1.1"))
    body = Body(fd, length, rest)
    stderr = sys.stderr if not prefix else _ErrorLog(facts["error_fd"], prefix)
    environ |= {
        "wsgi.input": body,
        "wsgi.errors": stderr,
        "wsgi.version": (1, 0),
        "wsgi.multithread": facts["multithread"],
        "wsgi.multiprocess": facts["multiprocess"],
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
        **{name: value.encode() for name, value in facts.get("environ", {}).items()},
    }
    if facts["server"] == "mod_wsgi":
        environ |= {"apache.version": (2, 4, 55), "mod_wsgi.version": (4, 9, 4), "wsgi.input_terminated": True}
    environ.setdefault("wsgi.url_scheme", "https" if environ.get("HTTPS") in ("on", "1") else "http")
    returned, code = False, None
    try:
        result = known.apps[mount](environ, response.start_response)
        try:
            if form == "http" and result is None:
                # uWSGI takes nothing for an answer without a body.
                result = ()
            if form == "cgi" and (isinstance(result, (str, int)) or result is None):
                raise TypeError(f"'{type(result).__name__}' object is not iterable")
            for block in result:
                _write(response, block)
            response.close()
        finally:
            if hasattr(result, "close"):
                result.close()
        returned = True
    except SystemExit as e:
        _failed(call, stderr, e, facts, environ)
        code = e.code if isinstance(e.code, int) else 0
    except OSError as e:
        if e.errno not in (32, 104):
            _failed(call, stderr, e, facts, environ)
    except BaseException as e:
        _failed(call, stderr, e, facts, environ)
    sys.stdout.flush()
    stderr.flush()
    status = 0 if response.status is None else _code(response.status)
    return [status, len(response.headers), response.head_size, response.body_size, returned, code]


def _write(response, block):
    # uWSGI passes over what is no bytes (wsgi_handlers.c); mod_wsgi refuses it.
    if response.form == "http" and response.restored is not None:
        response.close()
        raise response.restored
    if response.form == "http" and not isinstance(block, bytes):
        return
    response.write(block)


def _failed(call, stderr, e, facts, environ):
    told = errors.describe(e)
    if facts["server"] == "mod_wsgi":
        script = environ.get("SCRIPT_FILENAME", "")
        stderr.write(f"mod_wsgi (pid={os.getpid()}): Exception occurred processing WSGI script '{script}'.\n")
    stderr.write(told["traceback"])
    core.syscall(
        "app.raised", call, told["type"], told["message"], told["traceback"], told["file"], told["line"], told["column"]
    )
