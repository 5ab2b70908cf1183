import time


def app(environ, start_response):
    time.sleep(2)
    body = b"one burger\n"
    start_response("200 OK", [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
