from http import HTTPStatus
from urllib.parse import parse_qsl

from kitchen import Order, cook


def app(environ, start_response):
    wishes = dict(parse_qsl(environ["QUERY_STRING"]))
    order = Order(environ["PATH_INFO"], wishes)
    code, text = cook(order)
    status = HTTPStatus(code)
    body = text.encode()
    start_response(f"{code} {status.phrase}", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
