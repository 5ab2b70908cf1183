import os
import time

NAME = os.environ["KITCHEN"]
SECONDS = float(os.environ["SECONDS"])


def app(environ, start_response):
    time.sleep(SECONDS)
    body = f"from kitchen {NAME}\n".encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
