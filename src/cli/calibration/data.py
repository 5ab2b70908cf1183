"""What the reference programs work on, and how they are measured.

A set is run as a script and prints one line of JSON: {name: seconds of CPU}. The least of several rounds counts where the clock
is a real one; on the virtual clock every round is alike.
"""

import json
import math
import random
import sys
import time

_rng = random.Random(7)
WORDS = ["".join(_rng.choice("abcdeiourst") for _ in range(_rng.randint(2, 8))) for _ in range(8_000)]
NUMBERS = [_rng.randrange(30_000) for _ in range(10_000)]
TEXT = " ".join(WORDS * 2)
LINES = [f"dish{i},{i % 90}.50,{i % 7}" for i in range(4_000)]
DOCUMENT = {"total": 300, "rows": [{"id": i, "name": WORDS[i], "price": i * 1.25, "ok": i % 2 == 0, "tags": ["a", None]} for i in range(300)]}


def measure(run, rounds):
    best = math.inf
    for _ in range(rounds):
        before = time.process_time()
        run()
        best = min(best, time.process_time() - before)
    return best


def main(programs):
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    chosen = sys.argv[2:] or list(programs)
    print(json.dumps({name: round(measure(programs[name], rounds), 7) for name in chosen}))

