import asyncio
import app as old


def call(environ):
    """Calls the WSGI app, in a thread."""
    said = []
    body = old.app(environ, lambda *a: said.extend(a))
    return said[0], said[1], b"".join(body)


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    environ = {
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": scope["path"],
        "QUERY_STRING": scope["query_string"].decode(),
    }
    status, headers, body = await asyncio.to_thread(
        call, environ)
    await send({
        "type": "http.response.start",
        "status": int(status.split()[0]),
        "headers": [
            (name.lower().encode(), value.encode())
            for name, value in headers
        ],
    })
    await send({
        "type": "http.response.body",
        "body": body,
    })
