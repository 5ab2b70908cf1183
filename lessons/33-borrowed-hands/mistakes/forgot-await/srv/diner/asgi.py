import asyncio
from concurrent.futures import ThreadPoolExecutor
import grill

POOL = ThreadPoolExecutor(max_workers=12)


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
    if scope["type"] != "http":
        return
    if scope["path"] == "/menu":
        await reply(send, "burgers, only burgers\n")
        return
    loop = asyncio.get_running_loop()
    text = loop.run_in_executor(POOL, grill.fetch_burger)
    await reply(send, text)
