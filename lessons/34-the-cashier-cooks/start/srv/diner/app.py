import report


def app(environ, start_response):
    if environ["PATH_INFO"] == "/report":
        text = report.report()
    else:
        text = "one burger\n"
    body = text.encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
