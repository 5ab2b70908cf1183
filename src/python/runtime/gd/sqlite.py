"""sqlite3: waiting for a lock takes virtual time.

SQLite's own busy handler sleeps in C, where the clock stands still: it would wait for ever. So each connection is opened
with a timeout of 0, and its statements are tried again here, at the intervals of sqliteDefaultBusyCallback (SQLite 3,
src/main.c), until the connection's `timeout` is over and "database is locked" is raised after all. What differs: a
transaction that has read and now wants to write waits too, where SQLite gives up at once; `executescript` never waits.
"""

import re
import sqlite3
import time

_BUSY = 5  # SQLITE_BUSY
_DELAYS_MS = (1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100)
_PRAGMA = re.compile(r"\s*pragma\s+busy_timeout\s*[=(]\s*(\d+)", re.IGNORECASE)


def _patiently(connection, act):
    waited = tries = 0
    while True:
        try:
            return act()
        except sqlite3.OperationalError as e:
            left = connection._patience_ms - waited
            if e.sqlite_errorcode & 0xFF != _BUSY or left <= 0:
                raise
        delay = min(left, _DELAYS_MS[min(tries, len(_DELAYS_MS) - 1)])
        time.sleep(delay / 1000)
        waited += delay
        tries += 1


class Cursor(sqlite3.Cursor):
    def execute(self, sql, parameters=(), /):
        asked = _PRAGMA.match(sql) if isinstance(sql, str) else None
        if asked is not None:
            self.connection._patience_ms = int(asked[1])
            sql = "PRAGMA busy_timeout=0"
        plain = super().execute
        return _patiently(self.connection, lambda: plain(sql, parameters))

    def executemany(self, sql, parameters, /):
        rows = list(parameters)
        plain = super().executemany
        return _patiently(self.connection, lambda: plain(sql, rows))


class Connection(sqlite3.Connection):
    _patience_ms = 0

    def __init__(self, database, timeout=5.0, *args, **kwargs):
        super().__init__(database, 0, *args, **kwargs)
        self._patience_ms = round(timeout * 1000)

    def cursor(self, factory=Cursor):
        return super().cursor(factory)

    # In C these make a cursor without asking `cursor`.
    def execute(self, sql, parameters=(), /):
        return self.cursor().execute(sql, parameters)

    def executemany(self, sql, parameters, /):
        return self.cursor().executemany(sql, parameters)

    def commit(self):
        return _patiently(self, super().commit)

    def __exit__(self, kind, value, traceback):
        if kind is None:
            self.commit()
        else:
            self.rollback()
        return False


def install():
    native = sqlite3.connect

    def connect(*args, **kwargs):
        if len(args) < 6:
            kwargs.setdefault("factory", Connection)
        return native(*args, **kwargs)

    for cls in (Cursor, Connection):
        cls.__module__ = "sqlite3"
    for module in (sqlite3, sqlite3.dbapi2):
        module.connect = connect
        module.Connection, module.Cursor = Connection, Cursor
