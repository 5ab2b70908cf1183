import threading
import time

served = 0
pen = threading.Lock()


def app(environ, start_response):
    global served
    if environ["PATH_INFO"] == "/report":
        compute()
        number = 0
    else:
        with pen:
            served += 1
            number = served
        time.sleep(1)
    body = f"order no. {number}\n".encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]


def compute():
    total = 0
    for n in range(170_000):
        total += n * n
