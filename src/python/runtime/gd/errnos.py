"""Errors with Linux numbers. Python for WebAssembly numbers errno in its own way (ENOENT is 44); learners see Linux's."""

import builtins
import errno
import functools
import io
import os

#: Linux, asm-generic/errno-base.h and errno.h.
_LINUX = (
    "EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV "
    "ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK "
    "ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP"
).split()
_LINUX_HIGH = {
    "ENOTSOCK": 88, "EDESTADDRREQ": 89, "EMSGSIZE": 90, "EPROTOTYPE": 91, "ENOPROTOOPT": 92, "EPROTONOSUPPORT": 93,
    "EOPNOTSUPP": 95, "EAFNOSUPPORT": 97, "EADDRINUSE": 98, "EADDRNOTAVAIL": 99, "ENETDOWN": 100, "ENETUNREACH": 101,
    "ENETRESET": 102, "ECONNABORTED": 103, "ECONNRESET": 104, "ENOBUFS": 105, "EISCONN": 106, "ENOTCONN": 107,
    "ESHUTDOWN": 108, "ETIMEDOUT": 110, "ECONNREFUSED": 111, "EHOSTDOWN": 112, "EHOSTUNREACH": 113, "EALREADY": 114,
    "EINPROGRESS": 115, "ESTALE": 116, "ECANCELED": 125,
}
NUMBERS = {name: number for number, name in enumerate(_LINUX, 1)} | _LINUX_HIGH

#: PEP 3151.
_CLASSES = {
    "EAGAIN": BlockingIOError, "EALREADY": BlockingIOError, "EINPROGRESS": BlockingIOError, "EPIPE": BrokenPipeError,
    "ESHUTDOWN": BrokenPipeError, "ECHILD": ChildProcessError, "ECONNABORTED": ConnectionAbortedError,
    "ECONNREFUSED": ConnectionRefusedError, "ECONNRESET": ConnectionResetError, "EEXIST": FileExistsError,
    "ENOENT": FileNotFoundError, "EINTR": InterruptedError, "EISDIR": IsADirectoryError, "ENOTDIR": NotADirectoryError,
    "EACCES": PermissionError, "EPERM": PermissionError, "ESRCH": ProcessLookupError, "ETIMEDOUT": TimeoutError,
}
_translated = {}


def error(name, message, *paths):
    """The OSError that CPython would raise on Linux."""
    if name.startswith("EAI_"):
        import socket

        return socket.gaierror(getattr(socket, name, -2), message)
    number = NUMBERS.get(name, 5)
    kind = _CLASSES.get(name)
    made = kind(number, message, *paths) if kind else OSError(number, message, *paths)
    made.errno = number
    return made


def _fixed(function):
    @functools.wraps(function)
    def call(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except OSError as e:
            e.errno = _translated.get(e.errno, e.errno)
            raise

    return call


_FUNCTIONS = (
    "stat lstat listdir scandir mkdir rmdir unlink remove rename replace symlink readlink chmod chown utime open read write "
    "close truncate ftruncate chdir fstat lseek link statvfs access"
).split()


def install():
    """Renumber `errno`, and the errors of the file functions at the place where Python's code meets C."""
    if NUMBERS["ENOENT"] == errno.ENOENT:
        return
    for name, number in NUMBERS.items():
        native = getattr(errno, name, None)
        if native is not None:
            _translated[native] = number
    errno.errorcode.clear()
    for name, number in NUMBERS.items():
        setattr(errno, name, number)
        errno.errorcode[number] = name
    errno.EWOULDBLOCK = NUMBERS["EAGAIN"]
    native_text = os.strerror
    back = {linux: native for native, linux in _translated.items()}
    os.strerror = lambda number: native_text(back.get(number, number))
    for name in _FUNCTIONS:
        if hasattr(os, name):
            setattr(os, name, _fixed(getattr(os, name)))
    io.open = builtins.open = _fixed(io.open)
