import time


def app(environ, start_response):
    time.sleep(1)
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    print("one burger")
