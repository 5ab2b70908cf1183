import os
import time

time.sleep(0.5)  # the menu, the database, Django: reading all that takes a while
served = -1


def app(environ, start_response):
    global served
    served += 2
    body = f"{environ['PATH_INFO']}: order no. {served} of process {os.getpid()}\n".encode()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body]
