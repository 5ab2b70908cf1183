def app(environ, start_response):
    size = len(environ["wsgi.input"].read())
    body = f"thank you, {size} bytes\n".encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
