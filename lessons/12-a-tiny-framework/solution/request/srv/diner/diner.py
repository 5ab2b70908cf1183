"""A web framework in a few lines."""

from urllib.parse import parse_qsl


class Request:
    def __init__(self, environ):
        self.method = environ["REQUEST_METHOD"]
        self.path = environ["PATH_INFO"]
        self.query = dict(parse_qsl(environ["QUERY_STRING"]))


class Diner:
    def __init__(self):
        self.menu = {}

    def route(self, path):
        def remember(view):
            self.menu[path] = view
            return view
        return remember

    def __call__(self, environ, start_response):
        request = Request(environ)
        view = self.menu.get(request.path)
        if view is None:
            status, text = "404 Not Found", "not on the menu\n"
        else:
            status, text = "200 OK", view(request)
        body = text.encode()
        start_response(status, [
            ("Content-Type", "text/plain"),
            ("Content-Length", str(len(body))),
        ])
        return [body]
