import time

served = 0


def app(environ, start_response):
    global served
    if environ["PATH_INFO"] == "/report":
        compute()
        number = 0
    else:
        number = served + 1
        time.sleep(1)
        served = number
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
