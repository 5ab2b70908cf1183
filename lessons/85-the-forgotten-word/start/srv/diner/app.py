import os

TOWN = os.environ["DINER_TOWN"]


def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"The diner in {TOWN}\n".encode()]
