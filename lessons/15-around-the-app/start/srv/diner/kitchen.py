import sys
import time


def kitchen(environ, start_response):
    path = environ["PATH_INFO"]
    print(f"kitchen: {path}", flush=True)
    headers = [("Content-Type", "text/plain")]
    try:
        if path == "/pizza":
            raise LookupError("no oven")
        start_response("200 OK", headers)
    except LookupError:
        start_response("500 Sorry", headers, sys.exc_info())
        return [b"no pizza today\n"]
    return cook()


def cook():
    for n in range(1, 5):
        time.sleep(0.2)
        yield f"burger {n}\n".encode()
