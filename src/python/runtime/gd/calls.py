"""What a call costs by the size of what it is given: `sorted(rows)`, `text.split()`, `json.dumps(menu)`.

A call site of such a name is looked at whenever it runs. Only objects of CPython's own types are asked how large they are, so
that no code of the project runs here.
"""

import importlib
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from math import log2
from types import BuiltinFunctionType, FunctionType, MethodDescriptorType

from . import prices

_KINDS = frozenset((BuiltinFunctionType, MethodDescriptorType, FunctionType, type))
_LENGTHS = frozenset(
    (list, tuple, str, bytes, bytearray, memoryview, dict, set, frozenset, range, deque, defaultdict, OrderedDict, Counter)
    + (type({}.keys()), type({}.values()), type({}.items()))
)
_KEYED = frozenset((dict, defaultdict, OrderedDict, Counter))
#: Items that are made as they are drawn.
_MADE = {range: prices.RANGED, type({}.items()): prices.PAIRED}
_HINTS = frozenset(map(type, (iter([]), iter(()), iter(range(0)), iter({}), reversed([]), iter(set()), iter(""))))
#: Parts of a document that are looked at; a larger one is reckoned from these.
_MOST_PARTS = 400
_priced = {}
_by_name = {}
_by_owner = {}  # (type, name) of a method: bound to an object it is a function of its own


def size(thing):
    """Items or characters of a thing; 0 where that cannot be known."""
    kind = type(thing)
    if kind in _LENGTHS:
        return len(thing)
    return thing.__length_hint__() if kind in _HINTS else 0


def _parts(thing):
    """Values in a document of dictionaries and lists, with half the length of its texts in them for every eight characters."""
    found, left, heap = 0.0, _MOST_PARTS, [(thing, 1.0)]
    while heap and left:
        left -= 1
        part, weight = heap.pop()
        kind = type(part)
        if kind is dict or kind is list or kind is tuple:
            n = len(part)
            values = part.values() if kind is dict else part
            taken = min(n, 12)
            found += weight * (1 + n * (kind is dict))
            if taken:
                heap.extend((value, weight * n / taken) for value, _ in zip(values, range(taken)))
        else:
            found += weight * (1 + len(part) / 60 if kind is str else 2.5 if kind is float else 1)
    return found + sum(weight for _, weight in heap)


def _comparisons(thing):
    """n log n; n for a list of numbers or texts that looks as if it were sorted."""
    n = size(thing)
    if type(thing) is list and n > 24:
        taken = thing[:: n // 12]
        kind = type(taken[0])
        if kind in (int, float, str) and all(type(one) is kind for one in taken) and taken == sorted(taken):
            return n
    return n * log2(n) if n else 0


#: How often a program has looked at the clock.
looks = 0


def _look(_thing):
    global looks
    looks += 1
    return 0


_UNITS = {
    "look": _look,
    "items": size,
    "sort": _comparisons,
    "parts": _parts,
    "number": lambda thing: thing if type(thing) is int else 0,
}


def price(function, first, last, keywords):
    """Nanoseconds of a call of `function`, beside what the call itself costs. `first` is its first argument, or what its method
    belongs to; `last` is the operand (segments.py) that is its last argument, of the frame that the meter was called from."""
    if type(function) not in _KINDS:
        return 0
    found = _priced.get(function)
    if found is None and type(function) is FunctionType:
        found = _by_name.get((function.__module__, function.__qualname__))
    elif found is None and type(function) is BuiltinFunctionType:
        first = function.__self__
        found = _by_owner.get((type(first), function.__name__))
    if found is None:
        return 0
    base, each, unit, of = found
    if not each:
        return base
    thing = first if of == "first" or last is None else _value(last, sys._getframe(2))
    if unit is size:
        each += _MADE.get(type(thing), 0)
    elif unit is _comparisons and keywords:
        each *= prices.SORT_BY_KEY
    return base + each * unit(thing)


def weigh(weighed, frame):
    """Nanoseconds that a stretch costs more by the size of what it searches or cuts."""
    more = 0
    for kind, operand, piece in weighed:
        thing = _value(operand, frame)
        if kind == "slice":
            n = size(thing)
            more += prices.SLICED * len(range(*piece.indices(n))) if n and type(thing) is not memoryview else 0
        elif kind == "item":
            more += prices.KEYED - prices.BINARY[26] if type(thing) in _KEYED else 0
        elif type(thing) in (list, tuple, deque):
            more += prices.SEARCHED_LIST * len(thing)
        elif type(thing) in (str, bytes):
            more += prices.SEARCHED_TEXT * len(thing)
    return more


def _value(operand, frame):
    """What an operand stands for; None where only code of the project could tell."""
    name, attribute, constant = operand
    if name is None:
        return constant
    try:
        found = frame.f_locals[name]
    except KeyError:
        found = frame.f_globals.get(name)
    if attribute is None:
        return found
    try:
        return object.__getattribute__(found, "__dict__").get(attribute)
    except (AttributeError, TypeError):
        return None


def _found(path):
    """What `builtins:list.sort` or `json:dumps` is."""
    module, _, names = path.partition(":")
    at = importlib.import_module(module)
    for name in names.split("."):
        at = getattr(at, name)
    return at


def install():
    """After the modules are there: which function each price is for. A function of a module that every process has its own copy
    of is known by its name."""
    for path, (base, each, unit, of) in prices.BY_SIZE.items():
        try:
            function = _found(path)
        except (ImportError, AttributeError):
            continue
        priced = base, each, _UNITS[unit], of
        if type(function) in _KINDS:
            _priced[function] = priced
        if type(function) is MethodDescriptorType:
            _by_owner[function.__objclass__, function.__name__] = priced
        if type(function) is FunctionType:
            _by_name[function.__module__, function.__qualname__] = priced
