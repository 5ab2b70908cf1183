import time


def app(environ, start_response):
    time.sleep(1)
    return [b"one burger\n"]
