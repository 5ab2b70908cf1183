import time

taps = 0


def cook(n):
    time.sleep(0.5)
    return f"burger {n}\n".encode()


def app(environ, start_response):
    global taps
    taps += 1
    print(f"taps open: {taps}", flush=True)
    start_response("200 OK", [("Content-Type", "text/plain")])
    try:
        for n in range(1, 7):
            yield cook(n)
    finally:
        taps -= 1
