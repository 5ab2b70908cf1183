"""`hashlib.pbkdf2_hmac` and `hashlib.scrypt`, with which Django and Werkzeug keep passwords: CPython has them from OpenSSL.

The work is charged as CPU time, at what OpenSSL 3 takes on a server's core.
"""

import hashlib

from . import core

_PBKDF2_ROUND = 0.183  # µs, on the reference machine (docs/calibration.md)
_SCRYPT_BLOCK = 0.3  # µs for each of n × r × p
_MOST_ROUNDS = 10_000_000
_MOST_BLOCKS = 1 << 22


def _bytes(what):
    return bytes(memoryview(what))


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    password, salt = _bytes(password), _bytes(salt)
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    if dklen is not None and dklen < 1:
        raise ValueError("key length must be greater than 0.")
    if iterations > _MOST_ROUNDS:
        raise OverflowError("iteration value is too great.")
    length = hashlib.new(hash_name).digest_size if dklen is None else dklen
    rounds = iterations * -(-length // hashlib.new(hash_name).digest_size)
    core.work(round(rounds * _PBKDF2_ROUND))
    key = core.host.pbkdf2(hash_name.lower().replace("-", ""), password.hex(), salt.hex(), iterations, length)
    if key is None:
        raise ValueError(f"unsupported hash type {hash_name}")
    return bytes.fromhex(key)


def scrypt(password, *, salt=None, n=None, r=None, p=None, maxmem=0, dklen=64):
    password = _bytes(password)
    for name, value in (("salt", salt), ("n", n), ("r", r), ("p", p)):
        if value is None:
            raise TypeError(f"{name} is required")
    if n < 2 or n & (n - 1):
        raise ValueError("n must be a power of 2.")
    if n * r * p > _MOST_BLOCKS or 128 * r * (n + p + 2) > (maxmem or 32 << 20):
        raise ValueError("Invalid parameter combination for n, r, p, maxmem.")
    core.work(round(n * r * p * _SCRYPT_BLOCK))
    return bytes.fromhex(core.host.scrypt(password.hex(), _bytes(salt).hex(), n, r, p, dklen))


def install():
    for function in (pbkdf2_hmac, scrypt):
        if not hasattr(hashlib, function.__name__):
            setattr(hashlib, function.__name__, function)
