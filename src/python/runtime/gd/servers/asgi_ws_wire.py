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


def close_frame(code, reason=""):
    return frame(CLOSE, b"" if code == 1005 else struct.pack("!H", code) + reason.encode())


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
