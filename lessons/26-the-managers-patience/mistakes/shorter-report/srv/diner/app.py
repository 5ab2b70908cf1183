import os
import time


def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/report":
        time.sleep(1)
    elif path == "/stumble":
        raise RuntimeError("dropped the tray")
    elif path == "/faint":
        os._exit(1)
    else:
        time.sleep(0.2)
    body = b"here you are\n"
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
