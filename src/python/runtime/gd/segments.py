"""A code object cut into stretches that run from one event of sys.monitoring to the next, and what each costs.

Between a branch, a jump, a start or a resumption and the next of these nothing can happen but what stands there, so its
price (prices.py) is known before it runs. Only calls that cost by the size of what they are given have to be looked at.
"""

import opcode

from . import costs, prices, processes

_NAMES = opcode.opname
_OP = opcode.opmap
_RESUME = _OP["RESUME"]
_EXTENDED = _OP["EXTENDED_ARG"]
_SEND = _OP["SEND"]
_BACKWARD = _OP["JUMP_BACKWARD"]
_FORWARD = frozenset((_OP["JUMP_FORWARD"], _SEND))
_JUMPS = _FORWARD | {_BACKWARD, _OP["JUMP_BACKWARD_NO_INTERRUPT"]}
_MATCH = _OP["CHECK_EXC_MATCH"]
_CALLS = frozenset((_OP["CALL"], _OP["CALL_KW"], _OP["CALL_FUNCTION_EX"]))
_ENDS = frozenset(
    number
    for name, number in _OP.items()
    if name.startswith(("POP_JUMP_IF", "RETURN_VALUE", "RAISE", "RERAISE"))
    or name in ("FOR_ITER", "YIELD_VALUE")
)
_BRANCHES = frozenset(number for name, number in _OP.items() if name.startswith("POP_JUMP_IF") or name == "FOR_ITER")
_CACHES = opcode._inline_cache_entries
_CONTAINS = _OP["CONTAINS_OP"]
_STORE_ITEM = _OP["STORE_SUBSCR"]
_WEIGHED = frozenset((_CONTAINS, _STORE_ITEM, _OP["BINARY_OP"]))
_PAIRS = ("LOAD_FAST_BORROW_LOAD_FAST_BORROW", "LOAD_FAST_LOAD_FAST")
_SUBSCRIPT = 26
_ADDS = (0, 13)
_REMAINDERS = (6, 19)
OFFSET, CODE, ARG, LINE, PRICE, TARGET = range(6)


def turns_unseen(code):
    """Whether there is a loop without a branch in it, so that only its jump back tells of a turn (`while True: n += 1`)."""
    raw = code.co_code
    ops = raw[::2]
    at = ops.find(_BACKWARD)
    while at >= 0:
        arg = raw[2 * at + 1]
        if at and ops[at - 1] == _EXTENDED:
            arg |= raw[2 * at - 1] << 8
        if _BRANCHES.isdisjoint(ops[max(0, at + 2 - arg) : at]):
            return True
        at = ops.find(_BACKWARD, at + 1)
    return False


class Segments:
    """`at(offset)`: (nanoseconds, ((line, nanoseconds), …), weighed, parts) of what runs from there; what was asked for once is
    in `known`. `weighed` are the operands that make it cost more by their size, [(kind, operand, slice or None)]. `parts` are
    the lines once more as the meter books them, None for too many: code, number of its file, line, nanoseconds, and so on.
    `sized`: {offset of a call whose price may depend on what it is given: (operand that is its last argument, whether there
    are keywords, line)}. An operand is (name, attribute or None, None), or (None, None, constant), or None where the source
    has something else."""

    __slots__ = ("code", "number", "known", "sized", "_ends", "_instructions", "_index")

    def __init__(self, code):
        self.code = code
        self.number = processes.file_ids[code.co_filename]
        self.known = {}
        self.sized = {}
        self._ends = _ENDS | {_BACKWARD} if turns_unseen(code) else _ENDS
        self._instructions, self._index = self._decoded(code)

    def at(self, offset):
        found = self.known.get(offset)
        if found is None:
            found = self.known[offset] = self._cut(offset)
        return found

    def _cut(self, offset):
        instructions, i = self._instructions, self._index.get(offset, len(self._instructions))
        total = pending = prices.EXCEPTION if i > 1 and _MATCH in (instructions[i - 2][CODE], instructions[i - 3][CODE]) else 0
        parts, weighed, crossed = [], [], set()
        while i < len(instructions):
            _, op, arg, line, price, target = instructions[i]
            total += price
            pending += price
            if op in _WEIGHED and i > 1:
                weighed += _weighed(self.code, op, arg, instructions[max(0, i - 3) : i])
            if line:
                if parts and parts[-1][0] == line:
                    parts[-1][1] += pending
                else:
                    parts.append([line, pending])
                pending = 0
            if op in self._ends or target in crossed:
                break
            i += 1
            if op in _JUMPS:
                # No event tells of these. What is awaited is taken to have its answer.
                crossed.add(target)
                i = self._index.get(target, len(instructions))
        if not parts:
            parts.append([self.code.co_firstlineno, total])
        booked = None if len(parts) > costs.MOST_LINES else tuple(x for part in parts for x in (self.code, self.number, *part))
        return total, tuple(map(tuple, parts)), weighed, booked

    def _decoded(self, code):
        """Instructions without caches, and the place of each by its offset."""
        raw, positions = code.co_code, list(code.co_positions())
        found, index, callees = [], {}, []
        extended = offset = 0
        while offset < len(raw):
            op, arg = raw[offset], raw[offset + 1] | extended
            index[offset] = len(found)
            after = offset + 2 + 2 * _CACHES.get(_NAMES[op], 0)
            if op == _EXTENDED:
                extended = arg << 8
            else:
                extended = 0
                # A start is no line of its own: what it costs is the first line's.
                line = 0 if op == _RESUME and not arg & 3 else positions[offset >> 1][0] or 0
                price = self._price(code, found, callees, offset, op, arg, line)
                target = (after + 2 * arg if op in _FORWARD else after - 2 * arg) if op in _JUMPS else -1
                found.append((offset, op, arg, line, price, target))
            offset = after
        return found, index

    def _price(self, code, before, callees, offset, op, arg, line):
        name = _NAMES[op]
        if op in _CALLS:
            if name == "CALL" and arg == 0 and before and _NAMES[before[-1][CODE]] == "GET_ITER":
                return prices.CALL  # a generator expression
            callee = callees.pop() if callees else ""
            if name == "CALL" and arg == 0 and before and not callee:
                self.sized[offset] = None, False, line  # a decorator
            if callee in prices.SIZED:
                keywords = name == "CALL_KW"
                self.sized[offset] = _operand(code, before, 2 if keywords else 1) if arg else None, keywords, line
            made = prices.MADE if callee[:1].isupper() else prices.CALLED_ELSE
            return prices.CALL + prices.PER_ARGUMENT * arg + prices.CALLED.get(callee, made)
        callee = _callee(code, before, name, arg)
        if callee is not None:
            callees.append(callee)
        if name == "BINARY_OP":
            return _operation(code, before, arg)
        if op == _STORE_ITEM and _NAMES[before[-1][CODE]] == "LOAD_CONST":
            return prices.KEYED_STORE
        if name == "CONTAINS_OP" and _NAMES[before[-1][CODE]] == "LOAD_CONST":
            return prices.IN_CONSTANT
        if name == "RESUME":
            return prices.RESUMED if arg & 3 else _start(code)
        return prices.OPCODES.get(name, prices.OPCODE_ELSE) + (prices.PER_ITEM * arg if name.startswith("BUILD_") else 0)


def _start(code):
    price = prices.STARTED.get(code.co_name, prices.STARTED_ELSE)
    return price + prices.STARTED_ARGS * bool(code.co_flags & 4) + prices.STARTED_KEYWORDS * bool(code.co_flags & 8)


def _operation(code, before, arg):
    """A BINARY_OP's price; the instruction before it often shows what its operands are."""
    name = _NAMES[before[-1][CODE]]
    constant = type(code.co_consts[before[-1][ARG]]) if name == "LOAD_CONST" else None
    if arg == _SUBSCRIPT and constant is not None:
        return prices.SLICE if constant is slice else prices.KEYED
    if arg in _ADDS and (constant is str or name in ("FORMAT_SIMPLE", "BUILD_STRING")):
        return prices.JOINED
    if arg in _REMAINDERS and name == "BUILD_TUPLE":
        return prices.FORMATTED
    if name == "BUILD_SET":
        return prices.UNITED
    return prices.BINARY.get(arg, prices.BINARY_ELSE)


def _callee(code, before, name, arg):
    """What is loaded here to be called, by the name that the source gives it; None where nothing is."""
    if name in ("LOAD_ATTR", "LOAD_GLOBAL") and arg & 1:
        return code.co_names[arg >> 1]
    if name == "LOAD_SUPER_ATTR" and arg & 1:
        return code.co_names[arg >> 2]
    if name == "LOAD_SPECIAL":
        return "with"
    if name == "PUSH_NULL" and before:
        _, was, its, _, _, _ = before[-1]
        return code.co_names[its >> 1] if _NAMES[was] == "LOAD_ATTR" else _name_loaded(code, before[-1]) or ""
    return None


def _weighed(code, op, arg, before):
    """[(kind, operand, slice)] of `in`, of a constant slice, of an item whose key is a variable."""
    if op == _CONTAINS:
        operand = _operand(code, before)
        return [("in", operand, None)] if operand is not None else []
    if op != _STORE_ITEM and arg != _SUBSCRIPT:
        return []
    last = before[-1]
    constant = code.co_consts[last[ARG]] if _NAMES[last[CODE]] == "LOAD_CONST" else None
    if type(constant) is slice:
        kind = "slice"
    elif _name_loaded(code, last) is not None:
        kind = "item"
    else:
        return []
    if _NAMES[last[CODE]] in _PAIRS:
        operand = code.co_varnames[last[ARG] >> 4], None, None
    else:
        operand = _operand(code, before, 2)
    return [(kind, operand, constant)] if operand is not None else []


def _operand(code, before, back=1):
    """The operand that the instruction `back` from the end of `before` leaves behind. `name.method()` is as large as `name`."""
    if len(before) < back:
        return None
    instruction = before[-back]
    name, arg = _NAMES[instruction[CODE]], instruction[ARG]
    if name == "LOAD_SMALL_INT":
        return None, None, arg
    if name == "LOAD_CONST":
        return None, None, code.co_consts[arg]
    if len(before) == back:
        return None if _name_loaded(code, instruction) is None else (_name_loaded(code, instruction), None, None)
    if name == "CALL" and arg == 0 and _NAMES[before[-back - 1][CODE]] == "LOAD_ATTR" and before[-back - 1][ARG] & 1:
        return _operand(code, before, back + 2)
    loaded = _name_loaded(code, instruction)
    if loaded is not None:
        return loaded, None, None
    if name == "LOAD_ATTR" and not arg & 1:
        owner = _name_loaded(code, before[-back - 1])
        return None if owner is None else (owner, code.co_names[arg >> 1], None)
    return None


def _name_loaded(code, instruction):
    name, arg = _NAMES[instruction[CODE]], instruction[ARG]
    if name in _PAIRS:
        return code.co_varnames[arg & 15]
    if name in ("LOAD_FAST_BORROW", "LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_DEREF"):
        return code._varname_from_oparg(arg)
    if name == "LOAD_GLOBAL":
        return code.co_names[arg >> 1]
    if name == "LOAD_NAME":
        return code.co_names[arg]
    return None
