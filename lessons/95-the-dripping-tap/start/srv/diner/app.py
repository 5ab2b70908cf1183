import time


def app(environ, start_response):
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
    ])
    for n in range(5):
        yield b"drip %d\n" % n
        time.sleep(1)
