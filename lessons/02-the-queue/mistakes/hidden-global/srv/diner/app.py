import itertools
import time


class Till:
    numbers = itertools.count(1)


def app(environ, start_response):
    number = next(Till.numbers)
    time.sleep(2)
    body = f"burger no. {number}\n".encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
