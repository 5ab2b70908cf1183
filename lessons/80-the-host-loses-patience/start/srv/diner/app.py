import time


def app(environ, start_response):
    time.sleep(4 if environ["PATH_INFO"] == "/roast" else 0.2)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"enjoy your meal\n"]
