from urllib.parse import parse_qsl

from kitchen import Order, cook


def app(environ, start_response):
    wishes = dict(parse_qsl(environ["QUERY_STRING"]))
    code, text = cook(Order(environ["PATH_INFO"], wishes))
    start_response(f"{code} -", [("Content-Type", "text/plain")])
    return [text]
