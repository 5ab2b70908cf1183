"""A web framework in a few lines."""

from urllib.parse import parse_qsl


class Request:
    def __init__(self, environ):
        self.method = environ["REQUEST_METHOD"]
        self.path = environ["PATH_INFO"]
        self.query = dict(parse_qsl(environ["QUERY_STRING"]))


class Response:
    def __init__(self, text, status="200 OK"):
        self.body = text.encode()
        self.status = status
        self.headers = [
            ("Content-Type", "text/plain"),
            ("Content-Length", str(len(self.body))),
        ]


class Diner:
    def __init__(self):
        self.menu = {}

    def route(self, path):
        def remember(view):
            self.menu[path] = view
            return view
        return remember

    def answer(self, request):
        view = self.menu.get(request.path)
        if view is None:
            return Response("not on the menu\n", "404 Not Found")
        result = view(request)
        return result

    def __call__(self, environ, start_response):
        response = self.answer(Request(environ))
        start_response(response.status, response.headers)
        return [response.body]
