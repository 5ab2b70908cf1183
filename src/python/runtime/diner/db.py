"""A database on another host."""

import threading

from .wire import Connection as _Connection

HOST, PORT = "db.internal", 5432


class Connection(_Connection):
    def __init__(self, timeout=None):
        super().__init__((HOST, PORT), timeout)

    def query(self, sql):
        """The rows that the database answers with; waits for it."""
        return self.ask({"op": "query", "sql": sql})["rows"]


def connect(timeout=None):
    return Connection(timeout)


def query(sql, timeout=None):
    """Connect, ask, close: simple, and a connection for every call."""
    with Connection(timeout) as connection:
        return connection.query(sql)


class Pool:
    """At most `size` connections, kept open; who finds all of them taken waits."""

    def __init__(self, size=5):
        self._free = []
        self._places = threading.Semaphore(size)

    def query(self, sql):
        with self._places:
            connection = self._free.pop() if self._free else Connection()
            try:
                rows = connection.query(sql)
            except BaseException:
                connection.close()
                raise
            self._free.append(connection)
            return rows
