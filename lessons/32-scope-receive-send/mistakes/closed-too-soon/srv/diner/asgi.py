import asyncio


async def in_two_goes(send):
    await send({
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", b"text/plain")],
    })
    await send({
        "type": "http.response.body",
        "body": b"please wait\n",
    })
    await asyncio.sleep(1)
    await send({
        "type": "http.response.body",
        "body": b"here are your fries\n",
    })


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


async def hear(receive):
    body, pieces, more = b"", 0, True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        pieces += 1
    return body.decode(), pieces


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    path = scope["path"]
    query = scope["query_string"].decode()
    if path == "/order":
        text, pieces = await hear(receive)
        await reply(send, f"{pieces} pieces: {text}\n")
        return
    if path == "/fries":
        await in_two_goes(send)
        return
    await reply(send, f"{path} {query}\n")
