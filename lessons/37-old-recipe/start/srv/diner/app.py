import time


def app(environ, start_response):
    time.sleep(2)
    body = b"one burger, the old way\n"
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
