import time


def fetch_burger():
    time.sleep(2)
    return "one burger\n"
