import time


def next_number():
    # "a" appends in one step: the kernel finds the end of the file, whoever writes.
    with open("/srv/diner/served", "ab") as book:
        book.write(b".")
        book.flush()
        return book.tell()


def app(environ, start_response):
    number = next_number()
    time.sleep(2)
    body = f"burger no. {number}\n".encode()
    start_response("200 OK", [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
