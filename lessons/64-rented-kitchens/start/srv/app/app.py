import os


def app(environ, start_response):
    body = f"one burger, cooked for {environ['HTTP_HOST']} on port {os.environ['PORT']}\n".encode()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body]
