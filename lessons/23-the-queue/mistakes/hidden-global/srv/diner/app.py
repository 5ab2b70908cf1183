import itertools
import time


class Till:
    numbers = itertools.count(1)


def app(environ, start_response):
    number = next(Till.numbers)
    time.sleep(2)
    text = f"burger no. {number}\n"
    body = text.encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
