"""Simulated processes in one interpreter: what a process owns is swapped in when one of its stacks runs.

Owned: the modules of the project (and of a few standard modules with state), os.environ, sys.argv, sys.path, the import
caches, standard output and error, signal handlers. The working directory is swapped by the JavaScript side.
"""

import gc
import io
import linecache
import os
import sys
import types
from operator import itemgetter

#: Standard modules with state that belongs to a process: each process imports its own copy.
PRIVATE = frozenset(("logging", "logging.config", "logging.handlers", "random", "__main__"))
_RUNTIME = os.path.dirname(os.path.abspath(__file__))
#: Packages that every process imports for itself.
_SHELF = _RUNTIME + "/shelf/"
#: Where files that are no project files lie: the standard library, Pyodide's own, this runtime.
_SHARED_PREFIXES = ("/lib/python", "<frozen", _RUNTIME)

_DIST_PACKAGES = "/usr/lib/python3/dist-packages"

table = {}
current = None
_shared = set()  # names in sys.modules that all processes share
_count = 0  # of names in sys.modules when the current process was switched in
_base_path = []
_project_files = {}
#: What a program may put other values into, in `sys`.
_moving = itemgetter("path", "argv", "stdin", "stdout", "stderr")


def is_machine_file(name):
    """A file of the simulated machine: the project's, or one of a package that is installed there."""
    return name.startswith("/") and not name.startswith(_SHARED_PREFIXES)


def is_project_file(name):
    known = _project_files.get(name)
    if known is None:
        known = _project_files[name] = is_machine_file(name) and "-packages/" not in name or name in ("<string>", "<stdin>") or name.startswith("<python-input-")
    return known


def is_own_module(module):
    """Is its file one of the project's?"""
    return isinstance(module, types.ModuleType) and is_project_file(getattr(module, "__file__", None) or "")


def project_frame(frame):
    """The innermost frame of the project's code, from `frame` outwards."""
    while frame is not None:
        name = frame.f_code.co_filename
        known = _project_files.get(name)
        if known or known is None and is_project_file(name):
            break
        frame = frame.f_back
    return frame


class _Numbers(dict):
    """A small number for the name of a file or of a call, told to the JavaScript side once."""

    def __missing__(self, name):
        from . import core

        number = self[name] = core.host.file(name)
        return number


file_ids = _Numbers()


class _Output(io.RawIOBase):
    def __init__(self, fd):
        self._fd = fd

    def writable(self):
        return True

    def fileno(self):
        return self._fd

    def write(self, data):
        from . import core

        data = bytes(data)
        stack = core.cur
        if stack is not None and stack.quiet:
            return len(data)
        sent = core.syscall("write", self._fd, data)
        while sent < len(data):
            sent += core.syscall("write", self._fd, data[sent:])
        return len(data)


class _Input(io.RawIOBase):
    """Standard input: /dev/null for a server process, a pipe for a CGI script, a terminal for a person."""

    name = "<stdin>"

    def readable(self):
        return True

    def fileno(self):
        return 0

    def isatty(self):
        from . import core

        return core.cur is not None and core.syscall("isatty", 0)

    def readinto(self, buffer):
        from . import core, polling

        data = b"" if core.cur is None or core.cur.quiet else polling.restarting("read", 0, len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _text(fd, unbuffered, by_line):
    raw = _Output(fd)
    errors = "strict" if fd == 1 else "backslashreplace"
    name = "<stdout>" if fd == 1 else "<stderr>"
    raw.name = name
    buffer = raw if unbuffered else io.BufferedWriter(raw, 8192)
    # Unbuffered text would be one system call for each part of a `print`; nobody can tell it from one for each line, as long
    # as the rest of a line is written before the process waits (core.wait).
    text = io.TextIOWrapper(buffer, "utf-8", errors, "\n", line_buffering=by_line or unbuffered)
    text.mode = "w"
    return text


class Process:
    #: What each switch looks at: that many attributes in a dictionary would be found more slowly.
    __slots__ = (
        "pid", "path", "argv", "stdin", "stdout", "stderr", "fixed", "modules", "names", "order", "fetch", "found", "hidden", "lines",
        "environ", "owned", "filters", "threads", "unbuffered", "cpu", "slowness", "globals", "modules_seen", "thrown", "gunicorn",
        "__dict__", "__weakref__",
    )

    def __init__(self, pid, ppid, argv, command, tty, env, cwd, packages=None, prefix=None):
        self.pid = pid
        self.ppid = ppid
        self.argv = list(argv)
        self.command = list(command)
        self.cwd = cwd
        self.environ = {key.encode(): value.encode("utf-8", "surrogateescape") for key, value in env.items()}
        self.first_environ = dict(self.environ)
        self.unbuffered = unbuffered = bool(env.get("PYTHONUNBUFFERED"))
        self.stdin = io.TextIOWrapper(io.BufferedReader(_Input()), "utf-8")
        self.stdout = _text(1, unbuffered, tty)
        self.stderr = _text(2, unbuffered, True)
        self.path = [p for p in env.get("PYTHONPATH", "").split(":") if p] + _base_path
        self.path += [_DIST_PACKAGES] if packages is None else packages
        self.prefix = prefix or sys.base_prefix
        self.executable = f"{prefix or '/usr'}/bin/python3"
        self.fixed = {
            "orig_argv": self.command,
            "path_importer_cache": {},
            "prefix": self.prefix,
            "exec_prefix": self.prefix,
            "executable": self.executable,
        }
        self.modules = {"__main__": types.ModuleType("__main__")}
        self.names = {"__main__"}
        self.order = ()  # `names` in the order of `modules`, and what finds these in sys.modules
        self.fetch = self.found = None
        self.sources = {}  # path -> bytes, as imported
        self.imported = []  # module names in the order of import
        self.handlers = {}
        self.threads = None
        self.owned = self.filters = None  # owned.py
        self.loop = None
        self.globals = {}  # module name -> what globals.py knows of it
        self.modules_seen = 0
        self.counted = 0  # orderly.py
        self.inherits = False
        self.nonblocking = set()  # machine's numbers of bare descriptors that do not wait
        self.at_exit = []  # exits.py
        self.finalizes = False
        self.beside = None  # the directory of its program
        self.hidden = {}  # shadows.py: of the modules that all share, those that are not this process's
        self.wakes = {}  # lock id -> how often it was woken in this process
        self.marks = []
        self.console = None  # prompt.py
        self.thrown = {}  # thread -> what another thread raises in it (greens.py)
        self.slowness = 1  # of the machine, against the one on which the prices were measured
        self.cpu = {}  # thread -> µs of CPU, charged
        self.children_cpu = 0  # µs of children that have ended
        self.lines = {}  # linecache: a path is another file in another process

    def hide(self, names):
        """The current process no longer has these of the modules that all share: it imports its own."""
        global _count
        adopt_new_modules()
        for name in names:
            self.hidden[name] = sys.modules.pop(name)
        _count = len(sys.modules)

    def finish(self):
        for stream in (self.stdout, self.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                pass


def adopt_new_modules():
    """Tell the process's modules from those of the standard library that somebody imported meanwhile."""
    modules = sys.modules
    if len(modules) == _count:
        return
    hidden = current.hidden
    for name in [n for n in modules if n not in _shared or n in hidden]:
        module = modules[name]
        if name in PRIVATE or name in current.names or hidden and _may_differ(module) or not _is_shared(name, module):
            current.names.add(name)
        else:
            _shared.add(name)


def _may_differ(module):
    """Whether it may have found other modules than it would have in a process that hides none."""
    file = getattr(module, "__file__", None)
    return bool(file) and not file.startswith(_RUNTIME)


def _is_shared(name, module):
    if not issubclass(type(module), types.ModuleType):
        return False
    origin = getattr(getattr(module, "__spec__", None), "origin", None) or getattr(module, "__file__", None)
    if origin in ("built-in", "frozen"):
        return True
    if origin is None:
        # A namespace package's path is looked for anew whenever it is asked; what it was is enough.
        found = getattr(module, "__path__", ())
        paths = list(getattr(found, "_path", found))
        return bool(paths) and str(paths[0]).startswith(_SHARED_PREFIXES)
    return origin.startswith(_SHARED_PREFIXES) and not origin.startswith(_SHELF)


def _put_in_order(process):
    """So that the modules of its names are found with one call in C."""
    process.found = None
    process.order = order = tuple(process.names)
    process.fetch = itemgetter(*order) if len(order) > 1 else lambda modules: [modules[name] for name in order]


def switch(process):
    """Make `process` the current one. Workers of one server have modules of the same names, which need not be taken away
    before the next worker's take their places."""
    global current, _count
    modules = sys.modules
    its = sys.__dict__
    before = current
    if before is not None:
        if len(modules) != _count:
            adopt_new_modules()
        if len(before.order) != len(before.names):
            _put_in_order(before)
        try:
            found = before.fetch(modules)
        except KeyError:
            before.names = {name for name in before.names if name in modules}
            _put_in_order(before)
            found = before.fetch(modules)
        if found != before.found:
            before.found = found
            before.modules = dict(zip(before.order, found))
        if before.order != process.order:
            for name in before.names:
                del modules[name]
        if before.hidden:
            modules.update(before.hidden)
        before.path, before.argv, before.stdin, before.stdout, before.stderr = _moving(its)
    current = process
    if process.hidden:
        for name in process.hidden:
            del modules[name]
    modules.update(process.modules)
    _count = len(modules)
    its.update(process.fixed)
    its["path"] = process.path
    its["argv"] = process.argv
    its["stdin"] = process.stdin
    its["stdout"] = process.stdout
    its["stderr"] = process.stderr
    linecache.cache = process.lines
    os.environ._data = process.environ
    for hook in on_switch:
        hook(process)


on_switch = []


def shared_names():
    """Modules that all processes share."""
    return _shared


def install(base_path):
    """At boot: everything imported so far is shared, but for the private modules."""
    for name in PRIVATE:
        sys.modules.pop(name, None)
    _shared.update(sys.modules)
    _base_path[:] = base_path


def start(pid, ppid, argv, command, tty, env, cwd, fork_of=None, packages=None, prefix=None, slowness=1):
    process = table[pid] = Process(pid, ppid, argv, command, tty, env, cwd, packages, prefix)
    process.slowness = slowness
    parent = table.get(fork_of)
    if parent is not None:
        from . import forking

        forking.take_over(process, parent)
    return process


def _namespace(module):
    """Without asking the module itself: packages put proxies in their modules' places, whose code may be gone already."""
    return object.__getattribute__(module, "__dict__") if issubclass(type(module), types.ModuleType) else {}


def end(pid):
    """The process is gone: what it holds can be collected."""
    global current
    process = table.pop(pid, None)
    if process is None:
        return
    if process.ppid in table:
        table[process.ppid].children_cpu += sum(process.cpu.values())
    if process is current:
        switch(_nobody)
    from . import exits

    exits.forget(process)
    names = [_namespace(module) for module in process.modules.values()]
    looping = any("asyncio" in namespace for namespace in names)
    for namespace in names:
        namespace.clear()
    process.modules = {}
    process.names = set()
    if looping:
        # Coroutines that were never finished run their `finally` when they are collected: now, while nobody's output
        # is in place, and not later, when it would come out of another process.
        gc.collect()


_nobody = Process(0, 0, [""], [""], False, {}, "/")
