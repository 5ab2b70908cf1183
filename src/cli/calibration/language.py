"""The reference set, first half: loops, functions, classes, exceptions, containers, texts."""

import collections
import dataclasses
import functools

from data import TEXT, WORDS, main

PROGRAMS = {}


def program(run):
    PROGRAMS[run.__name__] = run
    return run


@program
def for_range_sum():
    total = 0
    for i in range(60_000):
        total += i
    return total


@program
def while_countdown():
    n = 50_000
    while n > 0:
        n -= 1


@program
def nested_loops_with_if():
    found = 0
    for a in range(120):
        for b in range(120):
            if (a * b) % 7 == 3:
                found += 1
            elif a > b:
                found -= 1
    return found


@program
def recursive_fibonacci():
    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)

    return fib(19)


@program
def float_newton():
    x = 1.0
    for i in range(1, 8_000):
        x = x - (x * x - i) / (2.0 * x)
        if x < 0.1:
            x = 0.5
    return x


@program
def prime_sieve():
    n = 40_000
    sieve = [True] * (n + 1)
    sieve[0] = sieve[1] = False
    for i in range(2, int(n**0.5) + 1):
        if sieve[i]:
            for j in range(i * i, n + 1, i):
                sieve[j] = False
    return sum(sieve)


@program
def trial_division():
    primes = []
    for n in range(2, 2_000):
        for p in primes:
            if p * p > n:
                primes.append(n)
                break
            if n % p == 0:
                break
        else:
            primes.append(n)
    return len(primes)


@program
def matrix_multiplication():
    n = 24
    a = [[i * j % 7 for j in range(n)] for i in range(n)]
    b = [[i + j for j in range(n)] for i in range(n)]
    return [[sum(a[i][k] * b[k][j] for k in range(n)) for j in range(n)] for i in range(n)]


@program
def list_comprehension():
    return [i * 2 + 1 for i in range(30_000) if i % 3]


@program
def dict_and_set_comprehension():
    squares = {i: i * i for i in range(12_000)}
    return len({v % 1000 for v in squares.values()})


@program
def generator_pipeline():
    def numbers(n):
        for i in range(n):
            yield i

    def even(source):
        for i in source:
            if i % 2 == 0:
                yield i

    return sum(i * 3 for i in even(numbers(15_000)))


@program
def dict_counting():
    counts = {}
    for word in WORDS:
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1
    for word in WORDS:
        counts[word] = counts.get(word, 0) + 1
    return counts


@program
def dict_grouping():
    groups = {}
    for i, word in enumerate(WORDS):
        groups.setdefault(word[:2], []).append(i)
    return {key: len(found) for key, found in groups.items()}


@program
def list_append_pop():
    stack = []
    for i in range(15_000):
        stack.append(i)
    while stack:
        stack.pop()


@program
def deque_rotation():
    q = collections.deque(range(500))
    for i in range(12_000):
        q.append(q.popleft() + i)
    return len(q)


@program
def tuples_and_unpacking():
    points = [(i, i + 1, i + 2) for i in range(6_000)]
    total = 0
    for x, y, z in points:
        a, b = y, x
        total += a - b + z
    return total


@program
def string_building():
    parts = []
    for i in range(8_000):
        parts.append("item " + str(i) + ";")
    return "".join(parts)


@program
def f_strings():
    out = []
    for i in range(6_000):
        out.append(f"<li id={i}>{i * 2:05d} of {i / 3:.2f}</li>")
    return len("\n".join(out))


@program
def string_methods():
    n = 0
    for word in WORDS:
        w = word.strip().upper().replace("A", "b")
        if w.startswith("B") or w.endswith("S"):
            n += len(w.lower())
    return n


@program
def split_and_join():
    total = 0
    for _ in range(20):
        fields = TEXT.split(" ")
        total += len("-".join(fields))
    return total


@program
def character_loop():
    vowels = 0
    for c in TEXT[:30_000]:
        if c in "aeiou":
            vowels += 1
    return vowels


@program
def class_heavy():
    class Vector:
        def __init__(self, x, y):
            self.x = x
            self.y = y

        def __add__(self, other):
            return Vector(self.x + other.x, self.y + other.y)

        def length2(self):
            return self.x * self.x + self.y * self.y

    at, step, total = Vector(0, 0), Vector(1, 2), 0
    for _ in range(4_000):
        at = at + step
        total += at.length2()
    return total


@program
def properties_and_inheritance():
    class Base:
        def __init__(self, price):
            self._price = price

        @property
        def price(self):
            return self._price

        def total(self, n):
            return self.price * n

    class Discounted(Base):
        def __init__(self, price, off):
            super().__init__(price)
            self.off = off

        def total(self, n):
            return super().total(n) - self.off

    return sum(Discounted(i, 1).total(3) for i in range(3_000))


@program
def dataclass_objects():
    @dataclasses.dataclass
    class Order:
        number: int
        dish: str
        price: float = 1.5

    orders = [Order(i, "noodles") for i in range(3_000)]
    return sum(o.price for o in orders if o.number % 2)


@program
def closures_and_decorators():
    def counted(f):
        @functools.wraps(f)
        def inner(*args, **kwargs):
            inner.calls += 1
            return f(*args, **kwargs)

        inner.calls = 0
        return inner

    @counted
    def add(a, b=1):
        return a + b

    for i in range(6_000):
        add(i, b=2)
    return add.calls


@program
def exceptions_caught():
    caught = 0
    for i in range(6_000):
        try:
            if i % 2:
                raise ValueError(i)
        except ValueError:
            caught += 1
        finally:
            caught += 0
    return caught


@program
def exceptions_from_builtins():
    caught = 0
    table = {}
    for i in range(4_000):
        try:
            table[i]
        except KeyError:
            caught += 1
        try:
            int("x")
        except ValueError:
            caught += 1
    return caught


@program
def context_managers():
    class Guard:
        def __enter__(self):
            return self

        def __exit__(self, *exc):
            return False

    n = 0
    for _ in range(5_000):
        with Guard():
            n += 1
    return n


if __name__ == "__main__":
    main(PROGRAMS)
