"""How uvicorn's `--http h11` writes the head of a response: h11 0.16 adds its own framing headers, in its own case."""

from .asgi_http import _BAD_NAME, _BAD_VALUE, STATUS_LINE


class LocalProtocolError(Exception):
    pass


LocalProtocolError.__module__ = "h11._util"


def head(cycle, status, headers):
    """The head as bytes; sets how the body is framed. RFC 9112 section 6, as h11's `_headers` and `_connection` apply it."""
    line = STATUS_LINE[status]
    method = cycle.scope["method"]
    http10 = cycle.scope["http_version"] == "1.0"
    content = [line]
    length = None
    for name, value in headers:
        if _BAD_NAME.search(name):
            raise LocalProtocolError(f"Illegal header name {name!r}")
        if _BAD_VALUE.search(value):
            raise LocalProtocolError(f"Illegal header value {value!r}")
        lower = name.lower()
        if lower == b"content-length":
            length = int(value.decode())
        elif lower == b"transfer-encoding":
            continue
        elif lower == b"connection":
            if value.lower() == b"close":
                cycle.keep_alive = False
            continue
        content += [lower, b": ", value, b"\r\n"]
    if (b"connection", b"close") in cycle.scope["headers"]:
        cycle.keep_alive = False
    bodiless = status in (204, 304)
    if length is not None:
        cycle.chunked = False
        cycle.left = 0 if bodiless or method == "HEAD" else length
    elif http10:
        cycle.chunked = False
        cycle.left = None
        cycle.keep_alive = False
    else:
        cycle.chunked = True
        if not bodiless:
            content.append(b"Transfer-Encoding: chunked\r\n")
    if not cycle.keep_alive:
        content.append(b"Connection: close\r\n")
    return b"".join(content) + b"\r\n"
