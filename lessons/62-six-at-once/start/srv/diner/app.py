import time


def knead():
    total = 0
    for n in range(200_000):
        total += n * n
    return total


def application(environ, start_response):
    if environ["PATH_INFO"] == "/soup":
        time.sleep(1)  # the soup cooks by itself
    else:
        knead()  # the dough does not
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"done\n"]
