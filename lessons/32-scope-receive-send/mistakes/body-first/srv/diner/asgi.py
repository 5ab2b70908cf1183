async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({
        "type": "http.response.body",
        "body": scope["path"].encode(),
    })
