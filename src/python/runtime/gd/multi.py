"""Child processes: `multiprocessing`, and what fork and execve come to.

The standard library's own `multiprocessing` runs here. Replaced is what it takes from C: a child is a process of the machine
with an interpreter of its own, to which the process object travels pickled (as with the start methods `spawn` and
`forkserver`); semaphores are counted here and waited for in short sleeps.
"""

import atexit
import itertools
import os
import sys
import time
import types
from importlib.machinery import ModuleSpec

from . import core, net, polling, processes, signals

_entries = {}
_entry_ids = itertools.count(1)
_semaphores = {}
_PAUSE = 0.001


class SemLock:
    """_multiprocessing.SemLock: a semaphore (1) or a lock that its holder may take again (0), shared by processes."""

    SEM_VALUE_MAX = 2147483647

    def __init__(self, kind, value, maxvalue, name, unlink):
        self.kind, self.maxvalue, self.name = kind, maxvalue, name
        self.handle = len(_semaphores) + 1
        _semaphores[self.handle] = {"value": value, "owner": None, "count": 0}

    @classmethod
    def _rebuild(cls, handle, kind, maxvalue, name):
        made = cls.__new__(cls)
        made.handle, made.kind, made.maxvalue, made.name = handle, kind, maxvalue, name
        return made

    @property
    def _state(self):
        return _semaphores[self.handle]

    @staticmethod
    def _me():
        from . import threads

        return threads.get_ident()

    def acquire(self, block=True, timeout=None):
        state = self._state
        if self.kind == 0 and state["owner"] == self._me():
            state["count"] += 1
            return True
        until = None if timeout is None else time.monotonic() + timeout
        while state["value"] <= 0:
            if not block or (until is not None and time.monotonic() >= until):
                return False
            time.sleep(_PAUSE)
        state["value"] -= 1
        state["owner"], state["count"] = self._me(), 1
        return True

    __enter__ = acquire

    def release(self):
        state = self._state
        if self.kind == 0:
            if state["owner"] != self._me():
                raise AssertionError("attempt to release recursive lock not owned by thread")
            state["count"] -= 1
            if state["count"] > 0:
                return
            state["owner"] = None
        elif state["value"] >= self.maxvalue:
            raise ValueError("semaphore or lock released too many times")
        else:
            state["owner"], state["count"] = None, 0
        state["value"] += 1

    def __exit__(self, *_exc):
        self.release()

    def _count(self):
        return self._state["count"] if self._is_mine() else 0

    def _is_mine(self):
        return self._state["owner"] == self._me() and self._state["count"] > 0

    def _get_value(self):
        return self._state["value"]

    def _is_zero(self):
        return self._state["value"] == 0

    def _after_fork(self):
        pass


def _end_children():
    """At a process's exit (multiprocessing.util): daemonic children are told to end, all are waited for."""
    from multiprocessing import process as mp

    children = mp.active_children()
    for child in children:
        if child.daemon:
            child._popen.terminate()
    for child in children:
        child.join()


def _main_file():
    file = getattr(sys.modules["__main__"], "__file__", None)
    return os.path.abspath(file) if file and os.path.isfile(file) else None


class _SameNumber:
    """A descriptor on its way to a child, which has it under the same number."""

    def __init__(self, fd):
        self._fd = fd

    def detach(self):
        return self._fd


class Popen:
    """What multiprocessing.Process holds of its child."""

    method = "forkserver"

    def __init__(self, process):
        import multiprocessing.context as context
        from multiprocessing.reduction import ForkingPickler

        sys.stdout.flush()
        sys.stderr.flush()
        context.set_spawning_popen(self)
        try:
            entry = next(_entry_ids)
            _entries[entry] = bytes(ForkingPickler.dumps(process)), _main_file()
        finally:
            context.set_spawning_popen(None)
        self.returncode = None
        if not any(entry[0] is _end_children for entry in processes.current.at_exit):
            atexit.register(_end_children)
        # As popen_fork has it: the child holds the other end, so this one is readable when the child has ended.
        self.sentinel, childs_end = os.pipe()
        try:
            self.pid = core.syscall("process.fork", entry)
        finally:
            os.close(childs_end)

    def poll(self, flag=os.WNOHANG):
        if self.returncode is None:
            try:
                pid, status = core.syscall("process.wait", self.pid, flag == os.WNOHANG)
            except InterruptedError:
                signals.run_pending()
                return None
            except ChildProcessError:
                return None
            if pid == self.pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout=None):
        until = None if timeout is None else time.monotonic() + timeout
        while self.poll(0 if until is None else os.WNOHANG) is None:
            if until is not None:
                if time.monotonic() >= until:
                    return None
                time.sleep(0.01)
        return self.returncode

    def _send_signal(self, number):
        if self.returncode is None:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                pass

    def interrupt(self):
        self._send_signal(2)

    def terminate(self):
        self._send_signal(15)

    def kill(self):
        self._send_signal(9)

    def close(self):
        if self.sentinel is not None:
            os.close(self.sentinel)
            self.sentinel = None

    def duplicate_for_child(self, fd):
        return fd

    DupFd = _SameNumber


def run(entry):
    """The body of a child: called by the machine in its interpreter. Returns the exit code."""
    import pickle

    from multiprocessing import process as mp

    pickled, main = _entries.pop(entry)
    if main is not None:
        from multiprocessing import spawn

        # What the main module defines is found where a spawned child finds it: the file is run once more, as `__mp_main__`.
        spawn._fixup_main_from_path(main)
    told = pickle.loads(pickled)
    parent = mp._ParentProcess("MainProcess", os.getppid(), None)
    mp._parent_process = parent
    return told._bootstrap(parent_sentinel=None)


def _rebuild_socket(fd, family, kind, proto):
    return net.socket(family, kind, proto, fileno=fd)


def _reduce_socket(s):
    """A child has its parent's descriptors under the same numbers."""
    return _rebuild_socket, (s.fileno(), s.family, s.type, s.proto)


def _waitpid(pid, options=0):
    return tuple(polling.restarting("process.wait", pid, bool(options & os.WNOHANG)))


def _machines(fd):
    """The machine's number of a descriptor: of a socket or pipe, of one that C code opened, of a standard stream."""
    if fd >= net.BASE:
        return fd - net.BASE
    return fd if fd <= 2 else core.host.descriptor(fd)


def spawn(argv, env, cwd, descriptors, uid=None, kept=(), path=None):
    """Another program as a child: its pid. `descriptors`: {number in the child: own number}; `kept`: those that it has
    besides under their own numbers, True for all; `path`: its file, where `argv` does not say it."""
    moves = [[_machines(fd), to] for to, fd in descriptors.items()]
    inherited = True if kept is True else [_machines(fd) for fd in kept]
    return core.syscall("process.spawn", list(argv), [[k, v] for k, v in env.items()], cwd, moves, uid, inherited, path)


def stand_in(name, **names):
    module = sys.modules[name] = types.ModuleType(name)
    module.__spec__ = ModuleSpec(name, None, origin="built-in")
    vars(module).update(names)


def install():
    stand_in("_multiprocessing", SemLock=SemLock, sem_unlink=lambda _name: None, flags={"HAVE_SEM_OPEN": 1})
    nothing = lambda *_: None  # noqa: E731
    # Nothing is left behind here that a process of its own would have to clear away.
    stand_in("multiprocessing.resource_tracker", register=nothing, unregister=nothing, ensure_running=nothing)
    from . import shared

    numbers = {name: getattr(shared, name) for name in ("Value", "Array", "RawValue", "RawArray")}
    stand_in("multiprocessing.sharedctypes", **numbers)
    os.WNOHANG = 1
    os.waitpid = _waitpid
    import multiprocessing.connection  # noqa: F401
    import multiprocessing.context as context
    import multiprocessing.reduction as reduction
    import multiprocessing.synchronize  # noqa: F401

    for kind in ("ForkProcess", "SpawnProcess", "ForkServerProcess"):
        if hasattr(context, kind):
            getattr(context, kind)._Popen = staticmethod(Popen)
    reduction.ForkingPickler.register(net.socket, _reduce_socket)


def connect():
    """After descriptors are the machine's: connections have kept the functions of their class's making."""
    from multiprocessing.connection import Connection

    Connection._send.__defaults__ = (os.write,)
    Connection._recv.__defaults__ = (os.read,)
    Connection._close.__defaults__ = (os.close,)
