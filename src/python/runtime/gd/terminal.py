"""`termios` on the machine's terminals. Modelled is whether what is typed is echoed; the rest stands as a terminal begins."""

import os
import termios
import tty

from . import core, net

_SPEED = 15  # B38400
#: VINTR, VQUIT, VERASE, VKILL, VEOF, …: Linux's own order, asm-generic/termbits.h.
_KEYS = b"\x03\x1c\x7f\x15\x04\x00\x01\x00\x11\x13\x1a\x00\x12\x0f\x17\x16\x00" + bytes(15)


def _number(fd):
    number = fd if isinstance(fd, int) else fd.fileno()
    if number >= net.BASE or not core.syscall("isatty", number):
        raise termios.error(25, "Inappropriate ioctl for device")
    return number


def _tcgetattr(fd):
    echo = termios.ECHO if core.syscall("tty.echo", _number(fd), None) else 0
    local = termios.ISIG | termios.ICANON | termios.ECHOE | termios.ECHOK | termios.IEXTEN | echo
    keys = [bytes((key,)) for key in _KEYS]
    return [termios.ICRNL | termios.IXON, termios.OPOST | termios.ONLCR, termios.CS8 | termios.CREAD, local, _SPEED, _SPEED, keys]


def _tcsetattr(fd, _when, attributes):
    core.syscall("tty.echo", _number(fd), bool(attributes[3] & termios.ECHO))


def _isatty(fd):
    return fd < net.BASE and fd >= 0 and bool(core.syscall("isatty", fd))


def install():
    termios.tcgetattr, termios.tcsetattr = _tcgetattr, _tcsetattr
    tty.tcgetattr, tty.tcsetattr = _tcgetattr, _tcsetattr
    for name in ("tcflush", "tcdrain"):
        setattr(termios, name, lambda fd, *_: _number(fd) and None)
    os.isatty = _isatty
