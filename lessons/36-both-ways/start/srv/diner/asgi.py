import asyncio


async def reply(send, text):
    body = text.encode()
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


async def app(scope, receive, send):
    kind = scope["type"]
    if kind == "http":
        await reply(send, f"this was {kind}\n")
