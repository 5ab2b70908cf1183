import os
import time

WAIT = {"/soup": 1, "/roast": 6}


def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/knife":
        os._exit(1)
    time.sleep(WAIT.get(path, 0))
    print("done with", path, flush=True)
    body = b"enjoy your meal\n"
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
