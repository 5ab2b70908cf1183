import time


def cook(seconds):
    done = time.perf_counter() + seconds
    while time.perf_counter() < done:
        for _ in range(1000):
            pass


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    cook(0.5)
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
