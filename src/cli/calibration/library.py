"""The reference set, second half: calls that do their work in C, and small tasks that mix both."""

import base64
import bisect
import collections
import copy
import datetime
import functools
import hashlib
import heapq
import html
import itertools
import json
import math
import random
import re
import string
import struct
import textwrap
import urllib.parse
import uuid
import zlib

from data import DOCUMENT, LINES, NUMBERS, TEXT, WORDS, main

PROGRAMS = {}


def program(run):
    PROGRAMS[run.__name__] = run
    return run


@program
def sort_numbers():
    return [sorted(NUMBERS) for _ in range(2)]


@program
def sort_with_key():
    return sorted(WORDS, key=lambda w: (len(w), w))


@program
def heap_queue():
    heap = []
    for n in NUMBERS[:6_000]:
        heapq.heappush(heap, n)
    return [heapq.heappop(heap) for _ in range(len(heap))]


@program
def bisection():
    ordered = sorted(NUMBERS)
    return sum(bisect.bisect_left(ordered, n) for n in range(0, 30_000, 3))


@program
def builtins_over_lists():
    total = 0
    for _ in range(20):
        total += sum(NUMBERS) + max(NUMBERS) - min(NUMBERS) + len(set(NUMBERS))
    return total


@program
def map_filter_zip():
    names = list(map(str, NUMBERS))
    pairs = dict(zip(names, NUMBERS))
    return len(pairs) + len(list(filter(None, NUMBERS)))


@program
def sum_of_range():
    return [sum(range(100_000)) for _ in range(5)]


@program
def json_dumps():
    return [json.dumps(DOCUMENT) for _ in range(8)]


@program
def json_loads():
    text = json.dumps(DOCUMENT)
    return [json.loads(text) for _ in range(8)]


@program
def json_small_messages():
    n = 0
    for i in range(1_500):
        n += len(json.dumps({"id": i, "ok": True, "items": ["a", "b"]}))
        n += json.loads('{"id": 3, "name": "tea", "prices": [1, 2.5]}')["id"]
    return n


@program
def regex_findall():
    words = re.compile(r"\b[a-z]+\b")
    return [len(words.findall(TEXT)) for _ in range(4)]


@program
def regex_per_line():
    line = re.compile(r"(\w+)=(\d+)")
    n = 0
    for i in range(6_000):
        found = line.match("count=12345")
        if found:
            n += int(found.group(2))
    return n


@program
def regex_module_functions():
    n = 0
    for word in WORDS[:4_000]:
        if re.search(r"[aeiou]{2}", word):
            n += 1
    return n + len(re.sub(r"\s+", " ", TEXT))


@program
def sha256_large():
    block = b"x" * 1_000_000
    return [hashlib.sha256(block).hexdigest() for _ in range(4)]


@program
def sha256_small():
    n = 0
    for i in range(4_000):
        n += len(hashlib.sha256(str(i).encode()).hexdigest())
    return n


@program
def pbkdf2():
    return hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 20_000)


@program
def compression():
    data = TEXT.encode()
    return len(zlib.decompress(zlib.compress(data)))


@program
def base64_both_ways():
    data = b"0123456789" * 20_000
    return [len(base64.b64decode(base64.b64encode(data))) for _ in range(6)]


@program
def checksum():
    data = TEXT.encode()
    return [zlib.crc32(data) for _ in range(60)]


@program
def big_integers():
    n = 1
    for i in range(2, 900):
        n *= i
    return len(str(n))


@program
def math_functions():
    total = 0.0
    for i in range(12_000):
        total += math.sqrt(i) * math.sin(i)
    return total


@program
def random_numbers():
    rng = random.Random(1)
    total = 0
    for _ in range(4_000):
        total += rng.randint(1, 6) + rng.random()
    return total


@program
def itertools_chains():
    pairs = itertools.combinations(range(150), 2)
    return sum(a * b for a, b in itertools.islice(pairs, 10_000))


@program
def counters():
    return collections.Counter(WORDS).most_common(5), collections.Counter(TEXT)


@program
def memoised():
    @functools.lru_cache(maxsize=None)
    def ways(n):
        return 1 if n < 2 else ways(n - 1) + ways(n - 2)

    total = 0
    for _ in range(200):
        ways.cache_clear()
        total += ways(60)
    return total


@program
def datetimes():
    start = datetime.datetime(2026, 1, 1)
    out = []
    for i in range(3_000):
        out.append((start + datetime.timedelta(minutes=i)).isoformat())
    return out


@program
def struct_packing():
    out = bytearray()
    for i in range(8_000):
        out += struct.pack(">IH", i, i % 100)
    return sum(a for a, _ in struct.iter_unpack(">IH", bytes(out)))


@program
def url_handling():
    n = 0
    for i in range(800):
        n += len(urllib.parse.quote("a b/ü" + str(i)))
        n += len(urllib.parse.parse_qs("a=1&b=2&c=%20x"))
        n += len(urllib.parse.urlencode({"q": i, "page": "two words"}))
    return n


@program
def html_escaping():
    n = 0
    for i in range(5_000):
        n += len(html.escape("<b>" + str(i) + " & more</b>"))
    return n


@program
def templates():
    page = string.Template("Dear $name, your order $number is ready.")
    return [page.substitute(name="Mei", number=i) for i in range(1_000)]


@program
def text_wrapping():
    return textwrap.wrap(TEXT[:12_000], 60)


@program
def deep_copies():
    return [copy.deepcopy(DOCUMENT["rows"][:20]) for _ in range(3)]


@program
def uuids():
    return [str(uuid.UUID(int=i)) for i in range(3_000)]


@program
def list_slicing():
    total = 0
    for _ in range(60):
        total += len(NUMBERS[::2]) + len(NUMBERS[1000:9000]) + NUMBERS[-1]
    return total


@program
def membership():
    known = list(range(1_000))
    quick = set(known)
    n = 0
    for i in range(0, 2_000, 4):
        if i in known:
            n += 1
        if i in quick:
            n += 1
    return n


@program
def game_of_life():
    size = 40
    alive = {(x, y) for x in range(size) for y in range(size) if (x * y + x) % 5 == 1}
    for _ in range(2):
        near = collections.Counter((x + dx, y + dy) for x, y in alive for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)
        alive = {cell for cell, n in near.items() if n == 3 or (n == 2 and cell in alive)}
    return len(alive)


@program
def queens():
    def place(row, columns, down, up, n):
        if row == n:
            return 1
        found = 0
        for c in range(n):
            if c not in columns and row + c not in down and row - c not in up:
                found += place(row + 1, columns | {c}, down | {row + c}, up | {row - c}, n)
        return found

    return place(0, frozenset(), frozenset(), frozenset(), 6)


@program
def csv_like_parsing():
    total = 0.0
    for line in LINES:
        name, price, count = line.split(",")
        total += float(price) * int(count)
        name.title()
    return total


@program
def page_from_rows():
    rows = []
    for row in DOCUMENT["rows"]:
        cells = "".join(f"<td>{html.escape(str(v))}</td>" for v in row.values())
        rows.append(f"<tr>{cells}</tr>")
    return len("<table>" + "\n".join(rows) + "</table>")


if __name__ == "__main__":
    main(PROGRAMS)
