import time


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    time.sleep(2)
    body = b"one burger\n"
    size = str(len(body)).encode()
    await send({
        "type": "http.response.start",
        "status": 200,
        "headers": [
            (b"content-type", b"text/plain"),
            (b"content-length", size),
        ],
    })
    await send({
        "type": "http.response.body",
        "body": body,
    })
