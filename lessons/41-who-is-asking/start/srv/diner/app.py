def app(environ, start_response):
    scheme = environ["wsgi.url_scheme"]
    host = environ["HTTP_HOST"]
    who = environ["REMOTE_ADDR"]
    text = f"{scheme}://{host}/thanks for {who}\n"
    body = text.encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
