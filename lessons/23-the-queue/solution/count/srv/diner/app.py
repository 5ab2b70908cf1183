import time


def next_number():
    # "a": the kernel appends in one step,
    # at the end of the file, whoever writes.
    with open("/srv/diner/served", "ab") as book:
        book.write(b".")
        book.flush()
        return book.tell()


def app(environ, start_response):
    number = next_number()
    time.sleep(2)
    text = f"burger no. {number}\n"
    body = text.encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
