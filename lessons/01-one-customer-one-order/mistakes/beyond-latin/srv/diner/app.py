import time

PLAIN = "text/plain; charset=utf-8"


def app(environ, start_response):
    time.sleep(1)
    body = b"one burger\n"
    start_response("418 I'm a teapot", [
        ("Content-Type", PLAIN),
        ("X-Cashier", "小美"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
