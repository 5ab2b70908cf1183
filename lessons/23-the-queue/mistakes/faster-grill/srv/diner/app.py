import time

served = 0


def app(environ, start_response):
    global served
    served += 1
    number = served
    time.sleep(0.5)
    text = f"burger no. {number}\n"
    body = text.encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
