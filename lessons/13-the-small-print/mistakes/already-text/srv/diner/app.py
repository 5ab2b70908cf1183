def diner(environ, start_response):
    if environ["REQUEST_METHOD"] == "POST":
        length = int(environ.get("CONTENT_LENGTH") or 0)
        said = environ["wsgi.input"].read(length).decode()
    else:
        said = environ["PATH_INFO"].decode("utf-8")
    body = f"you said: {said}\n".encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
