import time


def app(environ):
    time.sleep(1)
    return [b"one burger\n"]
