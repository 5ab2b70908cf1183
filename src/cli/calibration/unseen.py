"""Programs that the prices were not fitted to: whole small tasks, measured once the prices stood."""

import collections
import functools
import hashlib
import itertools
import json
import math
import random
import re
import statistics

from data import LINES, TEXT, WORDS, main

PROGRAMS = {}


def program(run):
    PROGRAMS[run.__name__] = run
    return run


@program
def mandelbrot_rows():
    rows = []
    for py in range(24):
        row = ""
        for px in range(60):
            x0, y0 = px / 20 - 2.2, py / 12 - 1.0
            x = y = 0.0
            n = 0
            while x * x + y * y <= 4 and n < 30:
                x, y = x * x - y * y + x0, 2 * x * y + y0
                n += 1
            row += "#" if n == 30 else "."
        rows.append(row)
    return rows


@program
def edit_distance():
    a, b = TEXT[:160], TEXT[100:260]
    before = list(range(len(b) + 1))
    for i, ca in enumerate(a, 1):
        row = [i]
        for j, cb in enumerate(b, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (ca != cb)))
        before = row
    return before[-1]


@program
def bubble_sort():
    xs = [(i * 7919) % 1009 for i in range(200)]
    for i in range(len(xs)):
        for j in range(len(xs) - 1 - i):
            if xs[j] > xs[j + 1]:
                xs[j], xs[j + 1] = xs[j + 1], xs[j]
    return xs


@program
def merge_sort():
    def sort(xs):
        if len(xs) < 2:
            return xs
        half = len(xs) // 2
        left, right, out = sort(xs[:half]), sort(xs[half:]), []
        i = j = 0
        while i < len(left) and j < len(right):
            if left[i] <= right[j]:
                out.append(left[i])
                i += 1
            else:
                out.append(right[j])
                j += 1
        return out + left[i:] + right[j:]

    return sort([(i * 7919) % 4099 for i in range(2_500)])


@program
def breadth_first_search():
    size = 70
    walls = {(i % size, (i * 31) % size) for i in range(900)}
    seen, todo = {(0, 1)}, collections.deque([(0, 1, 0)])
    far = 0
    while todo:
        x, y, far = todo.popleft()
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            at = (x + dx, y + dy)
            if 0 <= at[0] < size and 0 <= at[1] < size and at not in seen and at not in walls:
                seen.add(at)
                todo.append((*at, far + 1))
    return far


@program
def inverted_index():
    index = {}
    for number, line in enumerate(LINES):
        for word in line.replace(",", " ").split():
            index.setdefault(word, set()).add(number)
    return sum(1 for found in index.values() if len(found) > 2)


@program
def word_frequencies():
    counts = collections.Counter(re.findall(r"[a-z]+", TEXT.lower()))
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:20]


@program
def wsgi_like_requests():
    def app(environ, start_response):
        path = environ.get("PATH_INFO", "/")
        query = dict(part.split("=", 1) for part in environ.get("QUERY_STRING", "").split("&") if "=" in part)
        body = json.dumps({"path": path, "query": query, "host": environ["HTTP_HOST"]}).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    sent = []
    for i in range(900):
        environ = {"PATH_INFO": f"/orders/{i}", "QUERY_STRING": f"table={i % 9}&size=l", "HTTP_HOST": "diner.example"}
        sent.append(b"".join(app(environ, lambda status, headers: None)))
    return len(sent)


@program
def template_engine():
    def render(template, names):
        out = []
        for part in re.split(r"(\{\{.*?\}\})", template):
            out.append(str(names.get(part[2:-2].strip(), "")) if part.startswith("{{") else part)
        return "".join(out)

    page = "<h1>{{ title }}</h1><p>Dear {{ name }}, {{ count }} burgers.</p>" * 3
    return [render(page, {"title": "Diner", "name": "Mei", "count": i}) for i in range(450)]


@program
def event_emitter():
    class Emitter:
        def __init__(self):
            self.handlers = collections.defaultdict(list)

        def on(self, name, handler):
            self.handlers[name].append(handler)

        def emit(self, name, *args):
            for handler in self.handlers[name]:
                handler(*args)

    seen = []
    emitter = Emitter()
    for _ in range(3):
        emitter.on("order", lambda number, dish: seen.append((number, dish)))
    for i in range(2_500):
        emitter.emit("order", i, "soup")
    return len(seen)


@program
def bank_with_errors():
    class Poor(Exception):
        pass

    class Account:
        def __init__(self, owner, balance=0):
            self.owner, self.balance, self.log = owner, balance, []

        def withdraw(self, amount):
            if amount > self.balance:
                raise Poor(f"{self.owner} has {self.balance}")
            self.balance -= amount
            self.log.append(-amount)

    refused = 0
    account = Account("Lin", 9_000)
    for i in range(5_000):
        try:
            account.withdraw(i % 7)
        except Poor:
            refused += 1
    return refused


@program
def password_hashes():
    found = []
    for word in WORDS[:600]:
        digest = word.encode()
        for _ in range(4):
            digest = hashlib.sha256(digest).digest()
        found.append(digest.hex())
    return found


@program
def statistics_by_hand():
    values = [math.sin(i) * 10 for i in range(5_000)]
    mean = sum(values) / len(values)
    deviation = math.sqrt(sum((v - mean) ** 2 for v in values) / len(values))
    return mean, deviation, statistics.median(values)


@program
def permutations_and_products():
    best = 0
    for order in itertools.permutations(range(7)):
        total = sum(abs(a - b) for a, b in zip(order, order[1:]))
        best = max(best, total)
    return best


@program
def monte_carlo_pi():
    rng = random.Random(5)
    inside = 0
    for _ in range(12_000):
        x, y = rng.random(), rng.random()
        if x * x + y * y < 1:
            inside += 1
    return inside


@program
def tokenizer():
    rules = re.compile(r"\s*(?:(?P<number>\d+)|(?P<name>[a-z]\w*)|(?P<op>.))")
    text = "total = price * 3 + tax(17) - refund / 2 ; " * 40
    out, at = [], 0
    while at < len(text):
        found = rules.match(text, at)
        if not found:
            break
        out.append((found.lastgroup, found.group(found.lastgroup)))
        at = found.end()
    return len(out)


@program
def coin_change():
    ways = [1] + [0] * 3_000
    for coin in (1, 5, 10, 50):
        for amount in range(coin, 3_001):
            ways[amount] += ways[amount - coin]
    return ways[-1]


@program
def pipeline_of_functions():
    steps = [lambda v: v + 1, lambda v: v * 2, str, len]
    return [functools.reduce(lambda value, step: step(value), steps, i) for i in range(3_000)]


if __name__ == "__main__":
    main(PROGRAMS)
