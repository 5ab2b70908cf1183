def cook(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"one burger\n"]


class Order:
    pass
