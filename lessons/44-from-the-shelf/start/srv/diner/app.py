import time

SHELF = "/srv/diner/assets"


def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path.startswith("/static/"):
        with open(SHELF + path.removeprefix("/static"), "rb") as f:
            body = f.read()
    else:
        time.sleep(2)
        body = b"one burger\n"
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
