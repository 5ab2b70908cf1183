MENU = b"dumplings, noodles, soup\n"


def app(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/api/menu":
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [MENU]
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"The kitchen knows no " + path.encode("latin-1") + b"\n"]
