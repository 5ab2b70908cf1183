MENU = {"/": "soup, stew", "/soup": "soup", "/stew": "stew"}


def app(environ, start_response):
    path = environ["PATH_INFO"]
    home = environ["SCRIPT_NAME"]
    dish = MENU.get(path)
    status = "200 OK" if dish else "404 Not Found"
    text = f"{path} is {dish}; next: {home}/stew\n"
    body = text.encode()
    start_response(status, [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
