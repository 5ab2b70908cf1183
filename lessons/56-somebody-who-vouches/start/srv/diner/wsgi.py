def app(environ, start_response):
    size = int(environ.get("CONTENT_LENGTH") or 0)
    order = environ["wsgi.input"].read(size).decode()
    body = f"Good evening! Your table is booked. ({environ['wsgi.url_scheme']}, {len(order)} letters)\n".encode()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body]
