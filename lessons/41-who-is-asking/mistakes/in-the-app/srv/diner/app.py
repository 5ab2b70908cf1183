def app(environ, start_response):
    scheme = "http"
    host = "diner.example"
    who = environ["REMOTE_ADDR"]
    text = f"{scheme}://{host}/thanks for {who}\n"
    body = text.encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
