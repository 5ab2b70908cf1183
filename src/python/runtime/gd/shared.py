"""`multiprocessing.sharedctypes` without ctypes, which would be a way to any C function: numbers that processes share.

They are kept here, once for all processes, as their locks are (multi.SemLock). Types are named by their letters alone.
"""

import itertools

#: Bytes of each letter on 64-bit Linux; those in capitals have no sign.
_SIZES = {"b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "I": 4, "l": 8, "L": 8, "q": 8, "Q": 8}
_cells = {}
_numbers = itertools.count(1)


def _fitting(code):
    """What is kept of a value that is put in: as C keeps it, without a word when it does not fit."""
    if code in ("d", "f"):
        return float
    if code == "c":
        return lambda value: bytes((value,)) if isinstance(value, int) else bytes(value)[:1]
    if code not in _SIZES:
        raise TypeError(f"this type is not simulated here, only one of {''.join([*_SIZES, 'd', 'f', 'c'])}: {code!r}")
    bits = 8 * _SIZES[code]
    half = 0 if code.isupper() else 1 << (bits - 1)
    return lambda value: (value.__index__() + half) % (1 << bits) - half


class _Shared:
    def __init__(self, code, values, lock):
        self._code, self._lock = code, lock
        self._number = next(_numbers)
        fit = self._fit = _fitting(code)
        _cells[self._number] = [fit(value) for value in values]

    def __getstate__(self):
        return self._code, self._number, self._lock

    def __setstate__(self, state):
        self._code, self._number, self._lock = state
        self._fit = _fitting(self._code)

    @property
    def _cell(self):
        return _cells[self._number]

    def get_lock(self):
        return self._lock

    def get_obj(self):
        return self

    def acquire(self, *args):
        return self._lock.acquire(*args)

    def release(self):
        self._lock.release()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *exc):
        return self._lock.__exit__(*exc)


class _Value(_Shared):
    @property
    def value(self):
        return self._cell[0]

    @value.setter
    def value(self, value):
        self._cell[0] = self._fit(value)


class _Array(_Shared):
    def __len__(self):
        return len(self._cell)

    def __getitem__(self, i):
        found = self._cell[i]
        return b"".join(found) if isinstance(i, slice) and self._code == "c" else found

    def __setitem__(self, i, value):
        if not isinstance(i, slice):
            self._cell[i] = self._fit(value)
            return
        values = [self._fit(one) for one in value]
        if len(values) != len(self._cell[i]):
            raise ValueError("Can only assign sequence of same size")
        self._cell[i] = values

    def __iter__(self):
        return iter(self._cell)


def _lock(lock, ctx):
    if lock is True or lock is None:
        return ctx.RLock()
    if lock is False:
        return None
    if not hasattr(lock, "acquire"):
        raise AttributeError(f"{lock!r} has no method 'acquire'")
    return lock


def _context(ctx):
    import multiprocessing

    return ctx or multiprocessing.get_context()


def RawValue(typecode, *args):
    return _Value(typecode, args[:1] or (0,), None)


def RawArray(typecode, size_or_initializer):
    empty = b"\0" if typecode == "c" else 0
    filled = [empty] * size_or_initializer if isinstance(size_or_initializer, int) else size_or_initializer
    return _Array(typecode, filled, None)


def Value(typecode, *args, lock=True, ctx=None):
    made = RawValue(typecode, *args)
    made._lock = _lock(lock, _context(ctx))
    return made


def Array(typecode, size_or_initializer, *, lock=True, ctx=None):
    made = RawArray(typecode, size_or_initializer)
    made._lock = _lock(lock, _context(ctx))
    return made
