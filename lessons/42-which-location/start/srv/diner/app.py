def app(environ, start_response):
    path = environ["PATH_INFO"]
    body = f"Python answers {path}\n".encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
