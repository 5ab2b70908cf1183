def diner(environ, start_response):
    if environ["REQUEST_METHOD"] == "POST":
        said = environ["wsgi.input"].read().decode()
    else:
        said = environ["PATH_INFO"]
    body = f"you said: {said}\n".encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
