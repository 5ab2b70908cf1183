"""Functions of the standard library that are system calls here."""

import builtins
import os
import random
import sys
import time

from . import core, processes


def _sleep(seconds):
    """time.sleep: the whole stack waits in virtual time."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    until = time.monotonic() + seconds
    left = core.microseconds(seconds)
    while True:
        try:
            core.wait("sleep", left)
            return
        except InterruptedError:
            from . import signals

            signals.run_pending()
            left = core.microseconds(until - time.monotonic())


def _urandom(n):
    return core.syscall("random", n)


def _input(prompt=""):
    sys.stdout.write(str(prompt))
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError("EOF when reading a line")
    return line.removesuffix("\n")


def _exit(code):
    core.wait("exit", code)


def _kill(pid, number):
    core.syscall("kill", pid, int(number))
    if pid == processes.current.pid:
        core.work(0)


def _rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None):
    """One file system on the machine; several mounts in here, between which C would refuse to rename."""
    a, b = os.fspath(src), os.fspath(dst)
    try:
        core.syscall("fs.rename", os.path.abspath(os.fsdecode(a)), os.path.abspath(os.fsdecode(b)))
    except OSError as e:
        raise type(e)(e.errno, e.strerror, a, None, b) from None


_native_access = os.access


def _access(path, mode, **more):
    """The machine knows who asks; what lies beside its files (the standard library) anybody may read."""
    where = os.path.abspath(os.fsdecode(path))
    if not processes.is_machine_file(where) or more.get("dir_fd") is not None:
        return _native_access(path, mode, **more)
    try:
        core.syscall("fs.access", where, mode) if mode else os.stat(where)
    except OSError:
        return False
    return True


def _no_zone(key):
    """There is no package `tzdata` on the machine; Pyodide's own words would tell of its packages."""
    import zoneinfo

    raise zoneinfo.ZoneInfoNotFoundError(f"No time zone found with key {key}")


def _uid(index):
    return lambda: core.syscall("getuid")[index]


# C functions by name would be a way to the host's own (and a wrong one ends the interpreter).
_HIDDEN = ("js", "pyodide_js", "pyodide", "_pyodide", "_pyodide_core", "micropip", "_ctypes", "ctypes", "_testcapi", "_testinternalcapi")


_WHY = {"ctypes": " (C functions cannot be called here; use the standard library / 這裡不能呼叫 C 函式；請改用標準函式庫)"}


class _Hide:
    """Learners' code has the modules of a server's Python, and no way out of the sandbox's interpreter."""

    def find_spec(self, name, _path=None, _target=None):
        top = name.partition(".")[0]
        if top in _HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}{_WHY.get(top, '')}", name=name)
        return None


def _become_linux():
    """The platform's name, and what sysconfig reads under a name that is made of it."""
    import importlib
    import sysconfig

    variables = importlib.import_module(sysconfig._get_sysconfigdata_name())
    sys.platform = "linux"
    # As on Debian; whoever looks for a project's own files leaves out what lies below.
    sys.base_prefix = sys.base_exec_prefix = "/usr"
    sys.modules[sysconfig._get_sysconfigdata_name()] = variables


def install():
    time.sleep = _sleep
    os.urandom = random._urandom = _urandom
    os.getpid = lambda: processes.current.pid
    os.getppid = lambda: processes.current.ppid
    os.kill = _kill
    os.access = _access
    os.rename = os.replace = _rename
    os._exit = _exit
    os.cpu_count = os.process_cpu_count = lambda: core.syscall("cpus")
    os.sched_getaffinity = lambda _pid: set(range(core.syscall("cpus")))
    os.getuid, os.geteuid, os.getgid, os.getegid = (_uid(i) for i in range(4))
    os.umask = lambda mask: core.syscall("umask", mask)
    os.getlogin = lambda: "root" if os.getuid() == 0 else str(os.getuid())
    builtins.input = _input
    _become_linux()
    sys.executable = "/usr/bin/python3"
    os.uname = lambda: os.uname_result(("Linux", core.syscall("hostname"), "6.1.0-simulated", "#1 SMP PREEMPT_DYNAMIC", "x86_64"))
    import socket
    import zoneinfo._common

    zoneinfo.reset_tzpath(("/usr/share/zoneinfo",))
    zoneinfo._common.load_tzdata = _no_zone
    socket.gethostname = lambda: core.syscall("hostname")


def hide():
    """After boot: no import of the host's modules."""
    sys.meta_path.insert(0, _Hide())
    for name in list(sys.modules):
        if name.partition(".")[0] in ("js", "pyodide_js", "_ctypes", "ctypes", "_testcapi", "_testinternalcapi"):
            del sys.modules[name]
