"""How uvicorn's `--http h11` writes the head of a response: h11 0.16 checks the headers and adds its own framing."""

import re

from .asgi_http import STATUS_LINE

_NAME = re.compile(rb"[-!#$%&'*+.^_`|~0-9a-zA-Z]+")
_VALUE = re.compile(rb"([^\x00\s]+(?:[ \t]+[^\x00\s]+)*)?")
_DIGITS = re.compile(rb"[0-9]{1,20}")


class LocalProtocolError(Exception):
    pass


LocalProtocolError.__module__ = "h11._util"


def head(cycle, status, headers):
    """The head as bytes; sets how the body is framed. RFC 9112 section 6, as h11's `_headers` and `_connection` apply it."""
    line = STATUS_LINE[status]
    if status < 200:
        raise LocalProtocolError(f"Response status_code should be in range [200, 1000), not {status}")
    headers = _checked(headers)
    method = cycle.scope["method"]
    http10 = cycle.scope["http_version"] == "1.0"
    bodiless = status in (204, 304)
    if not _keeps(cycle.scope["headers"]):
        cycle.keep_alive = False
    chunked = [value for name, value in headers if name.lower() == b"transfer-encoding"]
    length = [value for name, value in headers if name.lower() == b"content-length"]
    if bodiless or (length and not chunked):
        cycle.chunked = False
        cycle.left = 0 if bodiless or method == "HEAD" else int(length[0])
    else:
        headers = _without(_without(headers, b"content-length"), b"transfer-encoding")
        cycle.chunked = not http10
        cycle.left = None
        if not http10:
            headers.append((b"Transfer-Encoding", b"chunked"))
        elif method != "HEAD":
            cycle.keep_alive = False
    if not cycle.keep_alive:
        others = {v for v in _tokens(headers) if v not in (b"keep-alive", b"close")}
        headers = _without(headers, b"connection") + [(b"Connection", v) for v in sorted(others | {b"close"})]
    elif not _keeps(headers):
        cycle.keep_alive = False
    return line + b"".join([b"%b: %b\r\n" % header for header in headers]) + b"\r\n"


def _checked(headers):
    checked = []
    lengths = set()
    for name, value in headers:
        name, value = _bytes(name), _bytes(value)
        if not _NAME.fullmatch(name):
            raise LocalProtocolError(f"Illegal header name {name!r}")
        if not _VALUE.fullmatch(value):
            raise LocalProtocolError(f"Illegal header value {value!r}")
        lower = name.lower()
        if lower == b"content-length":
            lengths |= {length.strip() for length in value.split(b",")}
            if len(lengths) != 1:
                raise LocalProtocolError("conflicting Content-Length headers")
            (value,) = lengths
            if not _DIGITS.fullmatch(value):
                raise LocalProtocolError("bad Content-Length")
            if any(n.lower() == lower for n, _ in checked):
                continue
        elif lower == b"transfer-encoding":
            if any(n.lower() == lower for n, _ in checked):
                raise LocalProtocolError("multiple Transfer-Encoding headers")
            if value.lower() != b"chunked":
                raise LocalProtocolError("Only Transfer-Encoding: chunked is supported")
        checked.append((name, value))
    return checked


def _bytes(text):
    """Unlike httptools' writer, h11 takes text as well, if it is ASCII."""
    if isinstance(text, str):
        return text.encode("ascii")
    if isinstance(text, int):
        raise TypeError("expected bytes-like object, not int")
    return bytes(text)


def _tokens(headers):
    found = [value for name, value in headers if name.lower() == b"connection"]
    return [token.strip() for value in found for token in value.lower().split(b",") if token.strip()]


def _keeps(headers):
    return b"close" not in _tokens(headers)


def _without(headers, name):
    return [header for header in headers if header[0].lower() != name]
