"""What `hashlib` has from OpenSSL, which is not here."""

import hashlib
import hmac


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    """RFC 8018, section 5.2. The hash of the padded key is taken once and copied for every turn."""
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    size = hashlib.new(hash_name).digest_size
    wanted = size if dklen is None else dklen
    if wanted < 1:
        raise ValueError("key length must be greater than 0.")
    block = hashlib.new(hash_name).block_size
    key = bytes(password) if len(password) <= block else hashlib.new(hash_name, password).digest()
    key = key.ljust(block, b"\0")
    inner = hashlib.new(hash_name, key.translate(hmac.trans_36)).copy
    outer = hashlib.new(hash_name, key.translate(hmac.trans_5C)).copy
    found = b""
    for number in range(1, -(-wanted // size) + 1):
        turn = bytes(salt) + number.to_bytes(4, "big")
        total = 0
        for _ in range(iterations):
            first, second = inner(), outer()
            first.update(turn)
            second.update(first.digest())
            turn = second.digest()
            total ^= int.from_bytes(turn, "big")
        found += total.to_bytes(size, "big")
    return found[:wanted]


def install():
    if not hasattr(hashlib, "pbkdf2_hmac"):
        pbkdf2_hmac.__module__ = "hashlib"
        hashlib.pbkdf2_hmac = pbkdf2_hmac
