import time


def app(environ, start_response):
    time.sleep(0.2)
    body = b"new burger\n"
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
