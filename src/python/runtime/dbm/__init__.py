"""Files that are dictionaries of bytes, which the interpreter comes without (`shelve` needs them): the backend that Python
prefers since 3.13, a table in a file of SQLite."""

import builtins
import collections.abc
import os
import sqlite3

__all__ = ["error", "open", "whichdb"]


class error(OSError):
    pass


_MODES = {"r": "ro", "w": "rw", "c": "rwc", "n": "rwc"}
_MAGIC = b"SQLite format 3\0"


def _bytes(value):
    return value.encode() if isinstance(value, str) else bytes(value)


class _Database(collections.abc.MutableMapping):
    def __init__(self, path, flag, mode):
        if flag not in _MODES:
            raise ValueError(f"Flag must be one of 'r', 'w', 'c', or 'n', not {flag!r}")
        if flag == "n":
            os.remove(path) if os.path.exists(path) else None
        if flag in "cn" and not os.path.exists(path):
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, mode))
        try:
            self._db = sqlite3.connect(f"file:{os.path.abspath(path)}?mode={_MODES[flag]}", autocommit=True, uri=True)
            if flag != "r":
                self._ask("CREATE TABLE IF NOT EXISTS Dict (key BLOB UNIQUE NOT NULL, value BLOB NOT NULL)")
        except sqlite3.Error as e:
            raise error(str(e)) from None

    def _ask(self, *query):
        if self._db is None:
            raise error("DBM object has already been closed")
        try:
            return self._db.execute(*query)
        except sqlite3.Error as e:
            raise error(str(e)) from None

    def __len__(self):
        return self._ask("SELECT COUNT(*) FROM Dict").fetchone()[0]

    def __getitem__(self, key):
        row = self._ask("SELECT value FROM Dict WHERE key = ?", (_bytes(key),)).fetchone()
        if row is None:
            raise KeyError(key)
        return row[0]

    def __setitem__(self, key, value):
        self._ask("REPLACE INTO Dict VALUES (?, ?)", (_bytes(key), _bytes(value)))

    def __delitem__(self, key):
        if self._ask("DELETE FROM Dict WHERE key = ?", (_bytes(key),)).rowcount == 0:
            raise KeyError(key)

    def __iter__(self):
        return (key for (key,) in self._ask("SELECT key FROM Dict").fetchall())

    def keys(self):
        return [*self]

    def close(self):
        if self._db is not None:
            self._db.close()
            self._db = None

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.close()


def open(file, flag="r", mode=0o666):
    path = os.fspath(file)
    if flag in "rw" and not os.path.exists(path):
        raise error("db file doesn't exist; use 'c' or 'n' flag to create a new db")
    return _Database(path, flag, mode)


def whichdb(filename):
    """The name of the module that can open the file; '' for one of no known kind, None where there is none."""
    try:
        with builtins.open(filename, "rb") as f:
            head = f.read(len(_MAGIC))
    except OSError:
        return None
    return "dbm.sqlite3" if head == _MAGIC else ""
