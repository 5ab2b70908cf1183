import time

served = 0


def app(environ, start_response):
    global served
    served += 1
    number = served
    time.sleep(0.5)
    body = f"burger no. {number}\n".encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
