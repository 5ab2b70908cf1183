"""eventlet 0.33: green threads, pools and a WSGI server, on the virtual threads of this machine."""

import importlib
import socket

from gd.greens import GreenletExit, cooperate, sleep  # noqa: F401

from . import greenpool, greenthread, queue, timeout
from .event import Event  # noqa: F401

__version__ = "0.33.1"
version_info = (0, 33, 1)

spawn, spawn_n, spawn_after, kill = greenthread.spawn, greenthread.spawn_n, greenthread.spawn_after, greenthread.kill
getcurrent = greenthread.getcurrent
GreenPool, GreenPile = greenpool.GreenPool, greenpool.GreenPile
Queue = queue.Queue
Timeout, with_timeout = timeout.Timeout, timeout.with_timeout


class StopServe(Exception):
    """A handler's way to end `serve`."""


def monkey_patch(**_on):
    cooperate()


def import_patched(name, *_modules, **_more):
    return importlib.import_module(name)


def listen(addr, family=socket.AF_INET, backlog=50, reuse_addr=True, reuse_port=None):
    sock = socket.socket(family, socket.SOCK_STREAM)
    if reuse_addr:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if reuse_port:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind(addr)
    sock.listen(backlog)
    return sock


def connect(addr, family=socket.AF_INET, bind=None):
    sock = socket.socket(family, socket.SOCK_STREAM)
    if bind is not None:
        sock.bind(bind)
    sock.connect(addr)
    return sock


def serve(sock, handle, concurrency=1000):
    pool = GreenPool(concurrency)

    def one(connection, address):
        try:
            handle(connection, address)
        finally:
            connection.close()

    while True:
        pool.spawn(one, *sock.accept())
