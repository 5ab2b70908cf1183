import os


def app(environ, start_response):
    body = f"{environ['PATH_INFO']}, cooked by user {os.getuid()}\n".encode()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body]
