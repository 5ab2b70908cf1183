import time

pocket = []


def app(environ, start_response):
    pocket.append("slip")
    time.sleep(0.1)
    body = f"{len(pocket)} slips in my pocket\n".encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
