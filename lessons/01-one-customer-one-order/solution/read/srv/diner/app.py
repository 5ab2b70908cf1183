import time

PLAIN = "text/plain; charset=utf-8"
MENU = ["/burger", "/fries"]


def app(environ, start_response):
    time.sleep(1)
    path = environ["PATH_INFO"]
    query = environ["QUERY_STRING"]
    if path in MENU:
        status = "200 OK"
        text = f"{path} {query}\n"
    else:
        status = "404 Not Found"
        text = "not on the menu\n"
    body = text.encode()
    start_response(status, [
        ("Content-Type", PLAIN),
        ("Content-Length", str(len(body))),
        ("X-Cashier", "Mei"),
    ])
    return [body]
