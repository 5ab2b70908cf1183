def app(environ, start_response):
    order = environ["wsgi.input"]
    while order.read(65536):
        pass
    body = b"no, thank you\n"
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
