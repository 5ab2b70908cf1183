"""Errors with Linux numbers. Python for WebAssembly numbers errno in its own way (ENOENT is 44); learners see Linux's."""

import _io
import builtins
import errno
import functools
import gc
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
#: glibc's texts where musl, the C library in here, has others (strerror(3)).
_TEXTS = {
    "EIO": "Input/output error", "ECHILD": "No child processes", "ENOMEM": "Cannot allocate memory", "EBUSY": "Device or resource busy",
    "EXDEV": "Invalid cross-device link", "EMFILE": "Too many open files", "ENOTTY": "Inappropriate ioctl for device",
    "ESPIPE": "Illegal seek", "EDOM": "Numerical argument out of domain", "ERANGE": "Numerical result out of range",
    "EDEADLK": "Resource deadlock avoided", "ENAMETOOLONG": "File name too long", "ELOOP": "Too many levels of symbolic links",
    "ENOTSOCK": "Socket operation on non-socket", "EMSGSIZE": "Message too long", "EOPNOTSUPP": "Operation not supported",
    "EADDRINUSE": "Address already in use", "EADDRNOTAVAIL": "Cannot assign requested address", "ENETUNREACH": "Network is unreachable",
    "ENETRESET": "Network dropped connection on reset", "ECONNABORTED": "Software caused connection abort",
    "EISCONN": "Transport endpoint is already connected", "ENOTCONN": "Transport endpoint is not connected",
    "ESHUTDOWN": "Cannot send after transport endpoint shutdown", "ETIMEDOUT": "Connection timed out",
    "EHOSTUNREACH": "No route to host", "EINPROGRESS": "Operation now in progress",
}
_translated = {}
_NAMES = {}  # by the C library's numbers


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


def _linux(e):
    """The error that a call in C has made, with Linux's number and the class that belongs to it."""
    name = _NAMES.get(e.errno)
    kind = _CLASSES.get(name, OSError)
    text = _TEXTS.get(name)
    if text is not None:
        e.strerror = text
    if name is None or type(e) is kind:
        e.errno = NUMBERS.get(name, e.errno)
        return e
    return error(name, e.strerror, e.filename, None, e.filename2)


def _fixed(function):
    @functools.wraps(function)
    def call(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except OSError as e:
            found = e
        # Out here, so that a new one does not name the first as its context.
        try:
            raise _linux(found)
        finally:
            del found

    return call


def _choose_classes():
    """`OSError(2, …)` asks a table of the interpreter's own, by its C library's numbers, which class it is to be."""
    table = next(t for t in gc.get_objects() if type(t) is dict and t.get(errno.EPIPE) is BrokenPipeError)
    table.clear()
    table.update((NUMBERS[name], kind) for name, kind in _CLASSES.items())


_FUNCTIONS = (
    "stat lstat listdir scandir mkdir rmdir unlink remove rename replace symlink readlink chmod chown utime open read write "
    "close truncate ftruncate chdir fstat lseek link statvfs access dup dup2 pipe fchmod fchown mkfifo setuid setgid setgroups"
).split()


def install():
    """Renumber `errno`, and the errors of the file functions at the place where Python's code meets C."""
    if NUMBERS["ENOENT"] == errno.ENOENT:
        return
    for name, number in NUMBERS.items():
        native = getattr(errno, name, None)
        if native is not None:
            _translated[native] = number
            _NAMES[native] = name
    _choose_classes()
    errno.errorcode.clear()
    for name, number in NUMBERS.items():
        setattr(errno, name, number)
        errno.errorcode[number] = name
    errno.EWOULDBLOCK = NUMBERS["EAGAIN"]
    native_text = os.strerror
    back = {linux: native for native, linux in _translated.items()}
    texts = {NUMBERS[name]: text for name, text in _TEXTS.items()}
    os.strerror = lambda number: texts.get(number) or native_text(back.get(number, number))
    for name in _FUNCTIONS:
        if hasattr(os, name):
            setattr(os, name, _fixed(getattr(os, name)))
    io.open = builtins.open = _fixed(io.open)
    # What the import system reads a module's source with, by the name in the module that is written in C.
    io.open_code = _io.open_code = _fixed(io.open_code)
