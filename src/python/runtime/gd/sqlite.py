"""sqlite3: waiting for a lock takes virtual time.

SQLite's own busy handler sleeps in C, where the clock stands still: it would wait for ever. So each connection is opened
with a timeout of 0, and its statements are tried again here, at the intervals of sqliteDefaultBusyCallback (SQLite 3,
src/main.c), until the connection's `timeout` is over and "database is locked" is raised after all. What differs: a
transaction that has read and now wants to write waits too, where SQLite gives up at once; `executescript` never waits.

All threads in here are one to C, so that the check for the thread that opened the database is made here, too.
"""

import functools
import re
import sqlite3
import time

from . import core, threads

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


def _check(connection):
    """Green threads are one thread of the system's; a forked process goes on in the one that forked."""
    if connection._opened_by is None or connection._opened_by[0] == core.cur.tid or core.syscall("thread.cooperates"):
        return
    raise sqlite3.ProgrammingError(
        "SQLite objects created in a thread can only be used in that same thread. The object was created in thread id "
        f"{connection._opened_by[1]} and this is thread id {threads.get_ident()}."
    )


def _owned(function):
    """The method of a connection, or of its cursor, for the thread alone that has opened it."""

    def call(self, *args, **kwargs):
        _check(getattr(self, "connection", self))
        return function(self, *args, **kwargs)

    return functools.wraps(function)(call)


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
    _opened_by = None

    def __init__(self, database, timeout=5.0, *args, **kwargs):
        super().__init__(database, 0, *args, **kwargs)
        self._patience_ms = round(timeout * 1000)
        if args[2] if len(args) > 2 else kwargs.get("check_same_thread", True):
            self._opened_by = core.cur.tid, threads.get_ident()

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


for _name in "cursor commit rollback close executescript create_function create_aggregate create_collation backup".split():
    setattr(Connection, _name, _owned(getattr(Connection, _name)))
for _name in "execute executemany executescript fetchone fetchmany fetchall close __next__".split():
    setattr(Cursor, _name, _owned(getattr(Cursor, _name)))


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
