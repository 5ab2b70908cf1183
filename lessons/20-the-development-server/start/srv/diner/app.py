import time
from wsgiref.simple_server import make_server


def app(environ, start_response):
    time.sleep(0.5)
    body = b"one burger\n"
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]


if __name__ == "__main__":
    print("only for development", flush=True)
    make_server("0.0.0.0", 8000, app).serve_forever()
