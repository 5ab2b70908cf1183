"""Programs in Python: `python app.py`, `python -m name`, `python -c text`."""

import ast
import functools
import importlib.util
import os
import runpy
import signal
import sys
import types

from . import loader, meter, processes, shadows
from .exits import finish  # noqa: F401


def fresh(file):
    # As the interpreter does at its start (Py_InitializeSignals).
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    main = types.ModuleType("__main__")
    if file is not None:
        main.__file__ = file
    main.__builtins__ = __builtins__
    sys.modules["__main__"] = main
    processes.current.names.add("__main__")
    return main


def _execute(source, file, main):
    """As the interpreter runs a program: what nobody catches is told to `sys.excepthook`, where a program has its own."""
    try:
        exec(meter.watch(compile(source, file, "exec", dont_inherit=True)), main.__dict__)
    except Exception as e:
        if sys.excepthook is sys.__excepthook__:
            raise
        sys.excepthook(type(e), e, e.__traceback__.tb_next)
        raise SystemExit(1) from None


def script(path):
    """Run a file as `__main__`, by its absolute name (since 3.9); its directory comes first on sys.path."""
    path = os.path.abspath(path)
    processes.current.program = functools.partial(script, path)
    shadows.start_in(os.path.dirname(path))
    with open(path, "rb") as f:
        source = f.read()
    main = fresh(path)
    main.__loader__ = loader.Loader("__main__", path)
    _execute(source, path, main)


def module(name):
    processes.current.program = functools.partial(module, name)
    shadows.start_in(os.getcwd())
    main = fresh("")
    if name == "http.server":
        return _http_server(main)
    try:
        runpy._get_module_details(name, runpy._Error)
    except runpy._Error as e:
        sys.exit(f"{sys.executable}: {e}")
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def _http_server(main):
    """`-m http.server` runs a second copy of the module: its way to start CGI scripts is replaced before it serves."""
    from . import cgi_server

    spec = importlib.util.find_spec("http.server")
    tree = ast.parse(spec.loader.get_source(spec.name))
    serve = ast.Module([tree.body.pop()], [])
    main.__file__, main.__spec__, main.__package__ = spec.origin, spec, "http"
    sys.argv[0] = spec.origin
    exec(compile(tree, spec.origin, "exec", dont_inherit=True), vars(main))
    main.CGIHTTPRequestHandler.run_cgi = cgi_server.run_cgi
    exec(compile(serve, spec.origin, "exec", dont_inherit=True), vars(main))


def command(text):
    processes.current.program = functools.partial(command, text)
    shadows.start_in("")
    main = fresh(None)
    _execute(text, "<string>", main)


def stdin(_name):
    """What comes on standard input: all of it, and then it runs."""
    shadows.start_in("")
    source = sys.stdin.buffer.read()
    main = fresh(None)
    _execute(source, "<stdin>", main)
