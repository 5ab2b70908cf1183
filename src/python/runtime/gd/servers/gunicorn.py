"""gunicorn 26.2 inside a worker: loading the application and calling it once per request (PEP 3333).

The machine's side (programs/gunicorn) accepts connections and reads request heads; `handle` does the rest of a request:
environ, start_response, blocks, close(), error pages and log lines, with gunicorn's rules.
"""

import linecache
import os
import sys
import time

from .. import core, processes, shadows, threads
from . import told as errors
from . import gunicorn_http as http
from .gunicorn_app import import_app
from .gunicorn_cfg import Cfg
from .gunicorn_stands import Arbiter
from . import lazy_logging
from .gunicorn_body import NoMoreData, ParseException
from .gunicorn_log import LEVELS, access, install_loggers, log, log_exception
from .gunicorn_request import Request
from .gunicorn_logger import inherit_logger, log_lines, open_logger, reload_logger, reopen_logs  # noqa: F401


class Settings:
    """What a worker's driver knows; one per simulated process."""

    def __init__(self, facts):
        self.error_fd = facts.get("error_fd", 2)
        self.access_fd = facts.get("access_fd")
        self.access_format = facts.get("access_format") or ""
        self.level = LEVELS.get(facts.get("level"), 20)
        self.multithread = facts.get("multithread", False)
        self.pooled = facts.get("pooled", False)
        self.multiprocess = facts.get("multiprocess", False)
        self.sendfile = facts.get("sendfile", True)
        self.chdir = facts.get("chdir") or processes.current.cwd
        self.app = None
        self.errors = http.WSGIErrorsWrapper(self)
        self.hooks = {}
        self.names = {}  # of the configuration file
        self.software = http.SOFTWARE
        self.cfg = None
        self.logger = None  # where lines go through Python's `logging`
        self.server, self.worker, self.workers = Arbiter(), None, {}  # what hooks get
        self.age, self.worker_class = facts.get("age", 0), facts.get("worker_class", "")
        self.nr = 0  # requests so far
        self.named = set()  # threads of the pool that have their names
        self.environs = {}  # text from the machine's side -> the environ that it stands for


def settings():
    process = processes.current
    known = getattr(process, "gunicorn", None)
    if known is None:
        known = process.gunicorn = Settings({})
    return known


def _answer(function, *args):
    """Run it; exceptions become plain data (`exit` for SystemExit)."""
    try:
        return {"ok": True, "value": function(*args)}
    except SystemExit as e:
        code = e.code
        if code is not None and not isinstance(code, int):
            sys.stderr.write(f"{code}\n")
            code = 1
        return {"ok": False, "type": "SystemExit", "message": str(e), "traceback": "", "exit": code or 0}
    except BaseException as e:
        return {"ok": False, "exit": None, **errors.describe(e)}
    finally:
        processes.current.stderr.flush()


def setup(facts):
    linecache.clearcache()
    process = processes.current
    before = settings()
    known = process.gunicorn = Settings(facts)
    known.hooks, known.names = before.hooks, before.names
    parent = getattr(processes.table.get(process.ppid), "gunicorn", None)
    known.software = http.SOFTWARE if parent is None else parent.software
    known.server, known.worker, known.workers = before.server, before.worker, before.workers
    if known.pooled:
        threads.pool.ThreadPoolExecutor._counter()  # the worker's own is number 0
    if not known.hooks and facts.get("hooks"):
        inherit_hooks(known, facts["hooks"])
    if facts.get("config") is not None:
        known.cfg = Cfg(facts["config"], known.names)
    if facts.get("python_log"):
        inherit_logger(known, facts["config"], facts["location"])
    else:
        lazy_logging.when_imported(lambda: install_loggers(known))
    return {"ok": True, "value": None}


def look_in(paths):
    """Directories that the settings name come first on sys.path, the first first."""
    for path in reversed(paths):
        if path not in sys.path:
            shadows.put_first(path, shadows.GUNICORN)


def load(uri, *paths):
    def run():
        look_in(paths)
        known = settings()
        known.app = import_app(uri)

    return _answer(run)


def set_environment(changes):
    for key, value in changes:
        if value is None:
            os.environ.pop(key, None)
        else:
            os.environ[key] = value
    return {"ok": True, "value": None}


def module_files():
    """Source files of the process's modules, for the reloader."""
    found = {}
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and processes.is_project_file(file):
            found[file] = True
    return {"ok": True, "value": found}


def load_failed(text):
    """`--reload` with a syntax error: an application that shows it."""
    body = text.encode()

    def app(_environ, start_response):
        start_response("500 Internal Server Error", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    settings().app = app
    return {"ok": True, "value": None}


def _pairs(text):
    """Names and values as the machine's side joins them."""
    parts = text.split(text[0]) if text else [""]
    return zip(parts[1::2], parts[2::2])


_MOST_ENVIRONS = 64


def _environ(known, text):
    """A new environ. Clients say the same again and again, so a text is taken apart once."""
    pattern = known.environs.get(text)
    if pattern is None:
        if len(known.environs) >= _MOST_ENVIRONS:
            known.environs.clear()
        pattern = known.environs[text] = dict(_pairs(text))
        if pattern.get("PROXY_PROTOCOL") in ("LOCAL", "UNSPEC"):
            pattern["REMOTE_ADDR"] = pattern["PROXY_ADDR"] = None
        pattern["wsgi.input"] = None
        pattern["wsgi.errors"] = known.errors
        pattern["wsgi.version"] = (1, 0)
        pattern["wsgi.multithread"] = known.multithread
        pattern["wsgi.multiprocess"] = known.multiprocess
        pattern["wsgi.run_once"] = False
        pattern["wsgi.file_wrapper"] = http.FileWrapper
        pattern["wsgi.input_terminated"] = True
        pattern["SERVER_SOFTWARE"] = known.software[1]
    return pattern.copy()


_NO_ENVIRON = {}

#: A pool's thread reads no more than this of a body that the application left, and closes the connection then.
_MOST_DRAINED = 65536


def handle(fd, call, force_close, close, major, minor, length, port, environ, headers, rest=b""):
    """One request, from REMOTE_PORT `port` if there is one. Answers a number: 1 to keep the connection, 2 more if the call
    returned; where there is more to tell, [that number, bytes received and not used, exit code or None, with an exit code:
    the traceback of what ended the worker, if it has one]."""
    known = settings()
    if known.pooled and core.cur.tid not in known.named:
        known.named.add(core.cur.tid)
        threads.name(core.cur.tid, f"ThreadPoolExecutor-0_{core.cur.tid - 1}")
    headers = None if headers is None else list(_pairs(headers))
    environ = _environ(known, environ)
    if port is not None:
        environ["REMOTE_PORT"] = str(port)
    request = Request(fd, call, environ, (major, minor), length, bool(close), headers, rest)
    response = http.Response(request, known, bool(force_close))
    keep = returned = False
    code = last_words = None
    try:
        keep = _respond(known, request, response)
        returned = True
    except NoMoreData as e:
        log(known, "debug", f"Ignored premature client disconnection. {e}")
    except StopIteration as e:
        log(known, "debug", f"Closing connection. {e}")
    except OSError as e:
        if _is_ssl_error(e):
            _handle_error(known, request, response, e)
        elif e.errno not in (32, 104, 107):
            log_exception(known, "Socket error processing request.", e)
        _raised(call, e)
    except BaseException as e:
        if known.pooled and not isinstance(e, Exception):
            code, last_words = _ending(e)
        elif known.multithread and isinstance(e, SystemExit):
            keep = not request.close  # gevent: no answer, and the next request may come
        else:
            _handle_error(known, request, response, e)
        _raised(call, e)
    if keep:
        keep = request.body.drain(_MOST_DRAINED if known.pooled else None)
    left = request.body.left()
    # environ knows the response (`wsgi.early_hints`), which knows the request: let go, or all of it waits for the collector.
    request.environ = _NO_ENVIRON
    answer = int(keep) + 2 * returned
    return [answer, left, code, last_words] if left or code is not None else answer


def _ending(e):
    """What a pool's thread hands to the main thread ends the worker: exit code, and the traceback that Python prints."""
    if isinstance(e, SystemExit):
        return errors.describe(e)["exit"], None
    return 1, "KeyboardInterrupt" if isinstance(e, KeyboardInterrupt) else errors.format_exception(e)


def _is_ssl_error(e):
    ssl = sys.modules.get("ssl")
    return ssl is not None and isinstance(e, ssl.SSLError)


def _respond(known, request, response):
    environ = request.environ
    environ["wsgi.input"] = request.body
    environ["gunicorn.socket"] = http.socket(request.fd)
    environ["wsgi.early_hints"] = response.early_hints()
    hooks = known.hooks
    begun = time.time() if known.access_fd is not None else 0
    try:
        if hooks:
            _request_hook(known, "pre_request", request)
        if known.level == 10 and "pre_request" not in hooks:
            log(known, "debug", f"{request.method} {request.path}")
        known.nr += 1
        respiter = known.app(environ, response.start_response)
        try:
            if isinstance(respiter, http.FileWrapper):
                response.write_file(respiter)
            else:
                for item in respiter:
                    response.write(item)
            response.close()
        finally:
            if known.access_fd is not None:
                access(known, request, response, environ, time.time() - begun)
            if hasattr(respiter, "close"):
                respiter.close()
        return not response.should_close()
    except OSError:
        raise
    except Exception as e:
        if response.headers_sent:
            log_exception(known, "Error handling request", e)
            _raised(request.call, e)
            raise StopIteration from e
        raise
    finally:
        if hooks:
            try:
                _request_hook(known, "post_request", request, environ, response)
            except Exception as e:
                log_exception(known, "Exception in post_request hook", e)


def _raised(call, e):
    told = errors.describe(e)
    core.syscall(
        "app.raised", call, told["type"], told["message"], told["traceback"], told["file"], told["line"], told["column"]
    )


def _handle_error(known, request, response, e):
    status, reason, message = 500, "Internal Server Error", ""
    if isinstance(e, ParseException):
        status, reason, message = e.status, e.reason, e.page()
        log(known, "warning", f"Invalid request from ip={request.environ.get('REMOTE_ADDR', '')}: {e}")
    elif _is_ssl_error(e):
        status, reason, message = 403, "Forbidden", f"'{e}'"
        log(known, "warning", f"Invalid request from ip={request.environ.get('REMOTE_ADDR', '')}: {e}")
    else:
        log_exception(known, f"Error handling request {request.method} {request.uri}", e)
    if known.access_fd is not None:
        failed = http.Response(request, known)
        failed.status = f"{status} {reason}"
        basic = {k: request.environ[k] for k in _BASIC if k in request.environ}
        access(known, request, failed, basic, 0.0)
    try:
        http.send_error(request, status, reason, message)
    except Exception:
        log(known, "debug", "Failed to send error message.")


_BASIC = ("REQUEST_METHOD", "QUERY_STRING", "RAW_URI", "SERVER_PROTOCOL", "REMOTE_ADDR", "REMOTE_PORT", "SERVER_SOFTWARE")


def log_refused(environ, headers, status):
    """The access line of a request that was refused before it reached the application."""
    environ = dict(_pairs(environ))
    known = settings()
    request = Request(-1, 0, environ, (1, 1), 0, True, list(_pairs(headers)), b"")
    response = http.Response(request, known)
    response.status = status
    access(known, request, response, {k: environ[k] for k in _BASIC if k in environ}, 0.0)
    return None


# --- configuration and hooks

from .gunicorn_config import hook, inherit_hooks, read_config, worker_class  # noqa: E402,F401
from .gunicorn_config import request_hook as _request_hook  # noqa: E402
