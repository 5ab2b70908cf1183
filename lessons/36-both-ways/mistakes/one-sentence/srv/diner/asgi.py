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


async def talk(receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    message = await receive()
    dish = message["text"]
    await say(send, f"cooking {dish}")
    await asyncio.sleep(1)
    await say(send, f"{dish} is ready")


async def say(send, text):
    await send({"type": "websocket.send", "text": text})


async def app(scope, receive, send):
    kind = scope["type"]
    if kind == "http":
        await reply(send, f"this was {kind}\n")
    if kind == "websocket":
        await talk(receive, send)
