import asyncio

lit = 0
hot = None


async def light_grill():
    global lit
    await asyncio.sleep(1)
    lit += 1
    return f"grill no. {lit}"


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


async def lifespan(scope, receive, send):
    await receive()
    global hot
    hot = await light_grill()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    print("grill off", flush=True)
    await send({"type": "lifespan.shutdown.complete"})


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await lifespan(scope, receive, send)
        return
    if scope["type"] != "http":
        return
    grill = hot
    await reply(send, f"burger from {grill}\n")
