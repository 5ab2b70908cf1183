import time


def app(environ, start_response):
    if environ["PATH_INFO"] == "/report":
        compute()
    else:
        time.sleep(0.1)
    body = b"here you are\n"
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]


def compute():
    total = 0
    for n in range(17):
        total += n * n
