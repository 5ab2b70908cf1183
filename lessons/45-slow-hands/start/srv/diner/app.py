CATALOGUE = b"all our burgers, with pictures\n" * 20_000


def app(environ, start_response):
    if environ["PATH_INFO"] == "/photo":
        photo = environ["wsgi.input"].read()
        body = f"{len(photo)} bytes, thank you\n".encode()
    elif environ["PATH_INFO"] == "/catalogue":
        body = CATALOGUE
    else:
        body = b"one cola\n"
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
