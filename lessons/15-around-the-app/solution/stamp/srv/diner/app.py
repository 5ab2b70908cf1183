from kitchen import kitchen


class Stamp:
    """Adds a header to every answer."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        def stamping(status, headers, exc_info=None):
            headers = headers + [("X-Diner", "Gateway")]
            return start_response(status, headers, exc_info)
        return self.app(environ, stamping)


class Gate:
    """Lets nobody into the back room."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        return self.app(environ, start_response)


class Loud:
    """EVERYTHING IN CAPITALS."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        pieces = self.app(environ, start_response)
        return [b"".join(pieces).upper()]


app = Stamp(Gate(Loud(kitchen)))
