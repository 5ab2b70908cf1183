import time


def app(environ, start_response):
    time.sleep(0.05)
    body = b"one burger\n"
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
