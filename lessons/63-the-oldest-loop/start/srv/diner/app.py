import time


def app(environ, start_response):
    time.sleep(1)  # the soup cooks by itself
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"done\n"]
