"""A server with a greenlet for each connection."""

import socket
import threading

from .greenlet import Greenlet
from .pool import Pool


class StreamServer:
    def __init__(self, listener, handle=None, backlog=None, spawn="default", **_ssl):
        self._listener, self._handle, self._backlog = listener, handle, backlog or 256
        self.pool = Pool(spawn) if isinstance(spawn, int) else spawn if isinstance(spawn, Pool) else None
        self.socket = None
        self.started = False
        self._stopped = threading.Event()

    @property
    def address(self):
        return self.socket.getsockname() if self.socket is not None else self._listener

    @property
    def server_port(self):
        return self.address[1]

    @property
    def server_host(self):
        return self.address[0]

    def init_socket(self):
        if isinstance(self._listener, socket.socket):
            self.socket = self._listener
            return
        given = self._listener
        if isinstance(given, str):
            host, _, port = given.rpartition(":")
            given = (host, int(port))
        self.socket = socket.socket(socket.AF_INET6 if ":" in given[0] else socket.AF_INET, socket.SOCK_STREAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(given)
        self.socket.listen(self._backlog)

    def start(self):
        if self.started:
            return
        self.init_socket()
        self.started = True
        Greenlet.spawn(self._accept)

    def _accept(self):
        while self.started:
            try:
                connection, address = self.socket.accept()
            except OSError:
                return
            (Greenlet if self.pool is None else self.pool).spawn(self._serve, connection, address)

    def _serve(self, connection, address):
        try:
            self.handle(connection, address)
        finally:
            connection.close()

    def handle(self, connection, address):
        self._handle(connection, address)

    def serve_forever(self, stop_timeout=None):
        self.start()
        try:
            self._stopped.wait()
        finally:
            self.stop(stop_timeout)

    def stop(self, _timeout=None):
        self.started = False
        self._stopped.set()
        if self.socket is not None:
            self.socket.close()

    close = stop
