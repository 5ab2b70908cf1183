"""`subprocess`, `os.system` and `os.popen`: the standard library's own, but for what it takes from C.

That is the start of the child (`_posixsubprocess.fork_exec`) and files on the machine's pipes. Simplified: `preexec_fn`,
sessions and process groups of the child's own are refused, as are a child's user and mask.
"""

import errno
import io
import os
import selectors
import subprocess
import types

from . import core, errnos, multi, net


class _PipeEnd(io.RawIOBase):
    """io.FileIO on a descriptor of the machine's."""

    def __init__(self, fd, mode):
        self.name, self.mode, self._fd = fd, mode, fd

    def readable(self):
        return "r" in self.mode

    def writable(self):
        return "w" in self.mode

    def fileno(self):
        if self.closed:
            raise ValueError("I/O operation on closed file")
        return self._fd

    def readinto(self, buffer):
        data = os.read(self._fd, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def write(self, data):
        return os.write(self._fd, bytes(data))

    def close(self):
        if not self.closed:
            try:
                super().close()
            finally:
                os.close(self._fd)


_O_RDWR = 2
_native_open = io.open


def _open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, *args, **more):
    if not isinstance(file, int) or file < net.BASE:
        return _native_open(file, mode, buffering, encoding, errors, newline, *args, **more)
    raw = _PipeEnd(file, mode.replace("t", ""))
    if buffering == 0:
        return raw
    buffer = (io.BufferedReader if raw.readable() else io.BufferedWriter)(raw, buffering if buffering > 1 else 8192)
    return buffer if "b" in mode else io.TextIOWrapper(buffer, encoding or "utf-8", errors, newline, buffering == 1)


def _runnable(candidates, cwd):
    """The file that execve(2) would take; its error where it takes none: the last that was not ENOENT."""
    problem = "ENOENT"
    for candidate in candidates:
        path = os.path.join(cwd, os.fsdecode(candidate))
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
        if os.path.exists(path):
            problem = "EACCES"
    name = os.fsdecode(candidates[0])
    raise errnos.error(problem, os.strerror(errnos.NUMBERS[problem]), name if len(candidates) == 1 else os.path.basename(name))


def _fork_exec(
    args, candidates, close_fds, pass_fds, cwd, env, p2cread, _1, _2, c2pwrite, _3, errwrite, _4, errpipe,
    _restore, start_new_session, process_group, gid, gids, uid, umask, preexec_fn,
):  # fmt: skip
    if preexec_fn is not None or start_new_session or process_group >= 0 or umask >= 0:
        raise errnos.error("ENOSYS", "preexec_fn, sessions, process groups and umask of a child are not simulated")
    if not (gid is None and gids is None and uid is None):
        raise errnos.error("ENOSYS", "user and group of a child are not simulated; use sudo")
    directory = os.getcwd() if cwd is None else os.path.abspath(os.fsdecode(cwd))
    if not os.path.isdir(directory):
        raise errnos.error("ENOENT", "No such file or directory", os.fsdecode(cwd))
    path = _runnable(candidates, directory)
    ends = {to: fd for to, fd in enumerate((p2cread, c2pwrite, errwrite)) if fd != -1}
    kept = [fd for fd in pass_fds if fd != errpipe] if close_fds else True
    words = [os.fsdecode(word) for word in args]
    variables = dict(os.environ) if env is None else dict(os.fsdecode(one).split("=", 1) for one in env)
    return multi.spawn(words, variables, directory, ends, kept=kept, path=path)


def _devnull(popen):
    if not hasattr(popen, "_devnull"):
        popen._devnull = core.syscall("fs.open", os.devnull, _O_RDWR, 0) + net.BASE
    return popen._devnull


def _system(command):
    return os.waitpid(multi.spawn(["sh", "-c", command], dict(os.environ), None, {}, kept=True, path="/bin/sh"), 0)[1]


def install():
    class _del_safe:
        waitpid = staticmethod(os.waitpid)
        waitstatus_to_exitcode = staticmethod(os.waitstatus_to_exitcode)
        WIFSTOPPED = staticmethod(os.WIFSTOPPED)
        WSTOPSIG = staticmethod(os.WSTOPSIG)
        WNOHANG = os.WNOHANG
        ECHILD = errno.ECHILD

    popen = subprocess.Popen
    popen._get_devnull = _devnull
    popen._handle_exitstatus.__defaults__ = (_del_safe,)
    popen._internal_poll.__defaults__ = (None, _del_safe)
    subprocess._can_fork_exec = True
    subprocess._fork_exec = _fork_exec
    subprocess._PopenSelector = selectors.DefaultSelector
    subprocess.io = types.SimpleNamespace(**{**vars(io), "open": _open})
    os.fdopen = lambda fd, mode="r", buffering=-1, encoding=None, *rest, **more: _open(
        fd, mode, buffering, encoding, *rest, **more
    )
    os.system = _system
