import os
import time

time.sleep(0.5)  # the menu, the database, Django: reading all that takes a while
TALLY = "/srv/diner/tally.txt"


def app(environ, start_response):
    with open(TALLY, "a") as file:
        file.write("x")
    served = os.path.getsize(TALLY)
    body = f"{environ['PATH_INFO']}: order no. {served} of process {os.getpid()}\n".encode()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body]
