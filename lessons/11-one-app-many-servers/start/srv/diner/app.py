import time


def app(environ, start_response):
    time.sleep(1)
    path = environ["RAW_URI"]
    server = environ["SERVER_SOFTWARE"]
    text = f"{path}, served by {server}\n"
    body = text.encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
