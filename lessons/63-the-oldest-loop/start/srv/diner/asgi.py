def knead():
    total = 0
    for n in range(500_000):
        total += n * n
    return total


async def app(scope, receive, send):
    knead()  # nothing waits here: it is work
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"done\n"})
