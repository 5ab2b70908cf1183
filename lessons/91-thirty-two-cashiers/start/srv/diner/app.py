def app(environ, start_response):
    total = 0
    for n in range(150_000):
        total += n * n
    body = b"one burger\n"
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
