"""Sockets of the machine behind the interface of `socket`."""

import errno
import os
import socket as stdlib
import stat

from . import core, polling, processes
from .polling import BASE, READ, WRITE, poll, restarting

_FAMILIES = {stdlib.AF_INET: "inet", stdlib.AF_INET6: "inet6", stdlib.AF_UNIX: "unix"}
_NUMBERS = {name: family for family, name in _FAMILIES.items()}
_HOW = {stdlib.SHUT_RD: "rd", stdlib.SHUT_WR: "wr", stdlib.SHUT_RDWR: "rdwr"}
_CHUNK = 1 << 16


def _address(value):
    return value if isinstance(value, str) else tuple(value)


def _where(address):
    if isinstance(address, (str, bytes)):
        return (os.path.abspath(os.fsdecode(address)),)
    if not isinstance(address, tuple):
        raise TypeError(f"connect(): AF_INET address must be tuple, not {type(address).__name__}")
    host, port = address[0], address[1]
    if not isinstance(port, int):
        raise TypeError(f"'{type(port).__name__}' object cannot be interpreted as an integer")
    if not 0 <= port <= 65535:
        raise OverflowError("port must be 0-65535.")
    return ("" if host is None else str(host), port)


def _family(number):
    try:
        return stdlib.AddressFamily(number)
    except ValueError:
        return number


def _again():
    return BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")


class socket:
    """socket.socket over the machine's sockets; streams only."""

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        self.family = stdlib.AF_INET if family == -1 else _family(family)
        self.type = stdlib.SOCK_STREAM if type == -1 else stdlib.SocketKind(int(type) & 0xF)
        self.proto = max(proto, 0)
        self._io_refs = 0
        self._closed = False
        self._timeout = stdlib.getdefaulttimeout()
        self._options = {}
        if self.type != stdlib.SOCK_STREAM:
            raise OSError(errno.EPROTONOSUPPORT, "Protocol not supported: only stream sockets are simulated")
        if fileno is not None:
            self._fd = fileno - BASE if fileno >= BASE else fileno
        elif self.family in _FAMILIES:
            self._fd = core.syscall("net.socket", _FAMILIES[self.family])
        else:
            raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")

    makefile = stdlib.socket.makefile
    close = stdlib.socket.close
    _decref_socketios = stdlib.socket._decref_socketios
    sendfile = stdlib.socket.sendfile
    _sendfile_use_send = stdlib.socket._sendfile_use_send
    _sendfile_use_sendfile = stdlib.socket._sendfile_use_sendfile
    _check_sendfile_params = stdlib.socket._check_sendfile_params

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        if not self._closed:
            self.close()

    def __repr__(self):
        closed = " [closed]" if self._closed else ""
        return f"<socket.socket{closed} fd={self.fileno()}, family={int(self.family)}, type={int(self.type)}, proto={self.proto}>"

    def _real_close(self):
        fd, self._fd = self._fd, -1
        if fd >= 0:
            linger = self._options.get((stdlib.SOL_SOCKET, stdlib.SO_LINGER))
            # Switched on with no time to linger: a reset instead of a FIN.
            resets = isinstance(linger, (bytes, bytearray)) and linger[:1] != b"\0" and not any(linger[4:])
            core.syscall("net.abort" if resets else "net.close", fd)

    def __del__(self):
        if getattr(self, "_fd", -1) >= 0 and core.cur is not None and not core.cur.quiet:
            try:
                self._real_close()
            except OSError:
                pass

    def fileno(self):
        return -1 if self._fd < 0 else self._fd + BASE

    def detach(self):
        fd, self._fd = self.fileno(), -1
        self._closed = True
        return fd

    def _open(self):
        if self._fd < 0:
            raise OSError(errno.EBADF, "Bad file descriptor")
        return self._fd

    def _until(self, mask):
        """Wait as long as the time limit allows until the socket is ready."""
        fd = self._open()
        if self._timeout is None or poll([[fd, mask]], self._timeout):
            return fd
        raise _again() if self._timeout == 0 else TimeoutError("timed out")

    def bind(self, address):
        core.syscall("net.bind", self._open(), *_where(address))

    def listen(self, backlog=128):
        core.syscall("net.listen", self._open(), backlog)

    def accept(self):
        fd, peer = restarting("net.accept", self._until(READ))
        made = type(self)(self.family, self.type, self.proto, fileno=fd + BASE)
        return made, _address(peer)

    def connect(self, address):
        fd, where = self._open(), _where(address)
        if self._timeout is None:
            core.syscall("net.connect", fd, *where)
            return
        core.syscall("net.connect.start", fd, *where)
        if not poll([[fd, WRITE]], self._timeout):
            raise BlockingIOError(errno.EINPROGRESS, "Operation now in progress") if self._timeout == 0 else TimeoutError("timed out")
        self._raise_error()

    def _raise_error(self):
        name = core.syscall("net.error", self._open())
        if name:
            from . import errnos

            raise errnos.error(name, os.strerror(errnos.NUMBERS.get(name, 5)))

    def connect_ex(self, address):
        try:
            self.connect(address)
        except OSError as e:
            if e.errno is None:
                return errno.EAGAIN
            return e.errno
        return 0

    def send(self, data, flags=0):
        data = bytes(data)
        if not data:
            return 0
        return restarting("net.send", self._until(WRITE), data)

    def sendall(self, data, flags=0):
        view = memoryview(data).cast("B")
        while len(view):
            view = view[self.send(view[:_CHUNK]) :]

    def sendmsg(self, buffers, *_rest):
        return self.send(b"".join(buffers))

    def recvmsg(self, size, _ancillary=0, flags=0):
        """No descriptors travel over these sockets: there is never anything beside the data."""
        return self.recv(size, flags), [], 0, None

    def recv(self, size, flags=0):
        if size < 0:
            raise ValueError("negative buffersize in recv")
        call = "net.peek" if flags & stdlib.MSG_PEEK else "net.recv"
        return restarting(call, self._until(READ), min(size, 1 << 20))

    def recv_into(self, buffer, nbytes=0, flags=0):
        view = memoryview(buffer).cast("B")
        data = self.recv(nbytes or len(view), flags)
        view[: len(data)] = data
        return len(data)

    def recvfrom(self, size, flags=0):
        return self.recv(size, flags), None

    def shutdown(self, how):
        core.syscall("net.shutdown", self._open(), _HOW[how])

    def getsockname(self):
        return _address(core.syscall("net.sockname", self._open()))

    def getpeername(self):
        return _address(core.syscall("net.peername", self._open()))

    def settimeout(self, value):
        if value is not None and value < 0:
            raise ValueError("Timeout value out of range")
        self._timeout = value

    def gettimeout(self):
        return self._timeout

    timeout = property(gettimeout)

    def setblocking(self, flag):
        self._timeout = None if flag else 0.0

    def getblocking(self):
        return self._timeout != 0

    def setsockopt(self, level, option, value, *_optlen):
        self._open()
        self._options[level, option] = value

    def getsockopt(self, level, option, buflen=0):
        fd = self._open()
        if (level, option) == (stdlib.SOL_SOCKET, stdlib.SO_ERROR):
            from . import errnos

            name = core.syscall("net.error", fd)
            return errnos.NUMBERS.get(name, 5) if name else 0
        if (level, option) == (stdlib.SOL_SOCKET, stdlib.SO_TYPE):
            return int(self.type)
        return self._options.get((level, option), 0)

    def dup(self):
        made = type(self)(self.family, self.type, self.proto, fileno=core.syscall("net.dup", self._open()) + BASE)
        made.settimeout(self._timeout)
        return made

    def get_inheritable(self):
        return False

    def set_inheritable(self, _flag):
        pass


socket.__module__ = "socket"


def socketpair(family=None, type=stdlib.SOCK_STREAM, proto=0):
    a, b = core.syscall("net.pair")
    return tuple(socket(stdlib.AF_UNIX, type, proto, fileno=fd + BASE) for fd in (a, b))


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    if isinstance(host, bytes):
        host = host.decode()
    if isinstance(port, str):
        port = int(port) if port.isdigit() else {"http": 80, "https": 443}.get(port, 0)
    if host is None:
        host = "0.0.0.0" if flags & stdlib.AI_PASSIVE else "127.0.0.1"
    try:
        found = restarting("net.getaddrinfo", host, port or 0)
    except FileNotFoundError:
        raise stdlib.gaierror(-2, "Name or service not known") from None
    wanted = [(_NUMBERS[name], address) for name, address in found if not family or _NUMBERS[name] == family]
    if not wanted:
        raise stdlib.gaierror(-2, "Name or service not known")
    made = []
    for number, address in wanted:
        full = tuple(address) if number == stdlib.AF_INET else (*address, 0, 0)[:4]
        made.append((number, stdlib.SOCK_STREAM, 6, "", full))
    return made


def gethostbyname(host):
    return getaddrinfo(host, 0, stdlib.AF_INET)[0][4][0]


def gethostbyaddr(name):
    """From /etc/hosts: the first line that has the address, or the name."""
    with open("/etc/hosts") as f:
        for line in f:
            address, *names = line.partition("#")[0].split() or [""]
            if names and (address == name or name in names):
                return names[0], names[1:], [address]
    raise stdlib.herror(1, "Unknown host")


def _pipe():
    a, b = core.syscall("net.pair")
    return a + BASE, b + BASE


def _now_or_wait(name, mask):
    """A call on a bare descriptor; one that was set non-blocking does not wait."""

    def call(fd, what):
        if fd in processes.current.nonblocking and not poll([[fd, mask]], 0):
            raise _again()
        return restarting(name, fd, what)

    return call


def _close(fd):
    processes.current.nonblocking.discard(fd)
    core.syscall("net.close", fd)


def _number(fd):
    """The machine's; the standard streams' are the same on both sides."""
    return fd - BASE if fd >= BASE else fd


def _set_blocking(fd, flag):
    flags = processes.current.nonblocking
    flags.discard(_number(fd)) if flag else flags.add(_number(fd))


#: fcntl(2) and open(2), Linux.
_F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL = 1, 2, 3, 4
_O_RDWR, _O_NONBLOCK = 2, 0o4000


def _control(native):
    """fcntl.fcntl on the machine's descriptors: the flag that makes a call wait, and one that nobody needs here."""

    def fcntl(fd, command, argument=0):
        number = fd if isinstance(fd, int) else fd.fileno()
        if number < BASE:
            return native(number, command, argument)
        if command == _F_GETFL:
            return _O_RDWR | (_O_NONBLOCK if number - BASE in processes.current.nonblocking else 0)
        if command == _F_SETFL:
            _set_blocking(number, not argument & _O_NONBLOCK)
        elif command not in (_F_GETFD, _F_SETFD):
            raise OSError(errno.EINVAL, "Invalid argument")
        return 0

    return fcntl


def _routed(name, native, routed):
    def call(fd, *args):
        return routed(fd - BASE, *args) if isinstance(fd, int) and fd >= BASE else native(fd, *args)

    call.__name__ = name
    return call


def _stat(fd):
    """Of a socket or a pipe: what it is, and nothing else that anybody asks for."""
    return os.stat_result((stat.S_IFSOCK | 0o777, fd, 0, 1, os.getuid(), os.getgid(), 0, 0, 0, 0))


def _tls(*_args, **_kwargs):
    raise OSError(errno.ENOSYS, "Function not implemented: TLS from Python code is not simulated; ask over http, or put nginx in front")


def install():
    stdlib.socket = stdlib.SocketType = socket
    stdlib.socketpair = socketpair
    stdlib.getaddrinfo = getaddrinfo
    stdlib.gethostbyname = gethostbyname
    stdlib.gethostbyaddr = gethostbyaddr
    stdlib.getnameinfo = lambda address, _flags: (address[0], str(address[1]))
    stdlib.fromfd = lambda fd, family, type, proto=0: socket(family, type, proto, fileno=fd)
    polling.install()
    os.pipe = _pipe
    standard, native = _now_or_wait("read", READ), os.read
    os.read = _routed("read", lambda fd, n: native(fd, n) if fd else standard(fd, n), _now_or_wait("net.recv", READ))
    send = _now_or_wait("net.send", WRITE)
    os.write = _routed("write", os.write, lambda fd, data: send(fd, bytes(data)))
    os.close = _routed("close", os.close, _close)
    os.dup = _routed("dup", os.dup, lambda fd: core.syscall("net.dup", fd) + BASE)
    os.fstat = _routed("fstat", os.fstat, _stat)
    os.set_blocking = _set_blocking
    os.get_blocking = lambda fd: _number(fd) not in processes.current.nonblocking
    os.get_inheritable = lambda _fd: False
    os.set_inheritable = lambda _fd, _flag: None
    import fcntl

    # Python's own constants here are those of WebAssembly's C library.
    fcntl.F_GETFD, fcntl.F_SETFD, fcntl.F_GETFL, fcntl.F_SETFL = _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL
    fcntl.fcntl = _control(fcntl.fcntl)
    os.O_NONBLOCK = _O_NONBLOCK
    try:
        import ssl
    except ImportError:
        return
    ssl.SSLContext.wrap_socket = ssl.SSLContext.wrap_bio = _tls
