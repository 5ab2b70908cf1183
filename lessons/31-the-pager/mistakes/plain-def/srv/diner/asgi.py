import time


def app(scope, receive, send):
    if scope["type"] != "http":
        return
    time.sleep(2)
    body = b"one burger\n"
    size = str(len(body)).encode()
    send({
        "type": "http.response.start",
        "status": 200,
        "headers": [
            (b"content-type", b"text/plain"),
            (b"content-length", size),
        ],
    })
    send({
        "type": "http.response.body",
        "body": body,
    })
