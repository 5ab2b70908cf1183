"""What of a WebSocket goes over the wire: frames, close codes, the check of a handshake (RFC 6455)."""

import base64
import enum
import struct
import time
from email.utils import formatdate

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10

#: Codes that the library gives a name: an application that prints the message sees it.
CloseCode = enum.IntEnum(
    "CloseCode",
    {
        "NORMAL_CLOSURE": 1000,
        "GOING_AWAY": 1001,
        "PROTOCOL_ERROR": 1002,
        "UNSUPPORTED_DATA": 1003,
        "NO_STATUS_RCVD": 1005,
        "ABNORMAL_CLOSURE": 1006,
        "INVALID_DATA": 1007,
        "POLICY_VIOLATION": 1008,
        "MESSAGE_TOO_BIG": 1009,
        "MANDATORY_EXTENSION": 1010,
        "INTERNAL_ERROR": 1011,
        "SERVICE_RESTART": 1012,
        "TRY_AGAIN_LATER": 1013,
        "BAD_GATEWAY": 1014,
        "TLS_HANDSHAKE": 1015,
    },
)


def frame(opcode, payload):
    n = len(payload)
    if n < 126:
        return struct.pack("!BB", 0x80 | opcode, n) + payload
    if n <= 0xFFFF:
        return struct.pack("!BBH", 0x80 | opcode, 126, n) + payload
    return struct.pack("!BBQ", 0x80 | opcode, 127, n) + payload


def close_payload(code, reason=""):
    return b"" if code == 1005 else struct.pack("!H", code) + reason.encode()


class ProtocolError(Exception):
    """What the library raises for a frame that may not be sent."""


ProtocolError.__module__ = "websockets.exceptions"

#: Codes that may go over the wire beside those of libraries and of applications.
_EXTERNAL = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014)
_MOST = 125  # bytes of a control frame


def farewell(code, reason):
    """The payload of the close frame that an application asks for."""
    if code is None and reason:
        raise ProtocolError("cannot send a reason without a code")
    return b"" if code is None else valid_farewell(code, reason)


def valid_farewell(code, reason):
    """The same for a code that has to be one, checked as the library checks it."""
    if not (code in _EXTERNAL or 3000 <= code < 5000):
        raise ProtocolError("invalid status code")
    payload = close_payload(code, reason)
    if len(payload) > _MOST:
        raise ProtocolError("control frame too long")
    return payload


_EXPLAINED = {
    1000: "OK", 1001: "going away", 1002: "protocol error", 1003: "unsupported data",
    1005: "no status received [internal]", 1006: "abnormal closure [internal]", 1007: "invalid frame payload data",
    1008: "policy violation", 1009: "message too big", 1010: "mandatory extension", 1011: "internal error",
    1012: "service restart", 1013: "try again later", 1014: "bad gateway",
}  # fmt: skip
_LONGEST = 75


def told(opcode, payload):
    """A frame as the library's debug lines show it."""
    name = {TEXT: "TEXT", BINARY: "BINARY", CLOSE: "CLOSE", PING: "PING", PONG: "PONG"}[opcode]
    size = f"{len(payload)} byte{'' if len(payload) == 1 else 's'}"
    if opcode == CLOSE:
        code = struct.unpack("!H", payload[:2])[0] if payload else 1005
        private = "registered" if 3000 <= code < 4000 else "private use" if code >= 4000 else "unknown"
        data = f"{code} ({_EXPLAINED.get(code, private)}) {payload[2:].decode()}".rstrip()
    elif opcode == BINARY:
        data = " ".join(f"{byte:02x}" for byte in payload)
    else:
        try:
            data = repr(payload.decode())
            size = size if opcode == TEXT or not payload else f"text, {size}"
        except UnicodeDecodeError:
            data, size = " ".join(f"{byte:02x}" for byte in payload), f"binary, {size}"
    if len(data) > _LONGEST:
        cut = _LONGEST // 3 - 1
        data = data[: 2 * cut] + "..." + data[-cut:]
    return f"{name} {data} [{size}]"


def now():
    return formatdate(int(time.time()), usegmt=True)


def checked(headers):
    """(key, None), or (None, (status, text)) for a handshake that websockets refuses (RFC 6455 section 4.2.1)."""
    found = {}
    for name, value in headers:
        found.setdefault(name, value)
    key = found.get(b"sec-websocket-key")
    failed = "Failed to open a WebSocket connection: {}.\n"
    if key is None:
        return None, (400, failed.format("missing Sec-WebSocket-Key header"))
    try:
        valid = len(base64.b64decode(key, validate=True)) == 16
    except ValueError:
        valid = False
    if not valid:
        return None, (400, failed.format(f"invalid Sec-WebSocket-Key header: {key.decode('latin-1')}"))
    version = found.get(b"sec-websocket-version")
    if version is None:
        return None, (400, failed.format("missing Sec-WebSocket-Version header"))
    if version != b"13":
        return None, (400, failed.format(f"invalid Sec-WebSocket-Version header: {version.decode('latin-1')}"))
    return key, None
