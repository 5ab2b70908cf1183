def app(environ, start_response):
    environ["wsgi.input"].read()
    body = b"no, thank you\n"
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
