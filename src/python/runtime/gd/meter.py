"""CPU time by counting lines and jumps of the project's code (sys.monitoring), and where it was spent.

The callback counts down and does its book-keeping every `period` events: every event at first, so that a short request is
exact line by line, ever more rarely in a long loop.
"""

import sys
from array import array

from . import costs, processes

_mon = sys.monitoring
_E = _mon.events
_EVENT_NS = costs.EVENT_NS
#: Nanoseconds used and not yet charged: read by the clock, from JavaScript, in memory.
cell = array("d", [0.0])


#: Events between two looks, and how many looks until the next longer period. Primes, so that a loop's length does not
#: divide them and every line of it is seen in its turn.
_PERIODS = (1, 2, 5, 11, 23, 47, 97, 199, 401, 797, 1021)
_LOOKS_AT_FIRST = 96
_LOOKS = 8


def _make():
    left = period = 1
    step = 0
    looks = _LOOKS_AT_FIRST
    events = 0  # looked at, this step
    entries = []  # [code, line, events]
    stack = None

    def on_jump(code, _from, _to):
        nonlocal left
        left -= 1
        if left:
            return
        left = 1
        on_line(code, 0)

    def on_line(code, line):
        nonlocal left, period, step, looks, events
        left -= 1
        if left:
            return
        # It is time to look. All in this one function: a short request has each of its lines looked at.
        events += period
        last = entries[-1] if entries else None
        if last is not None and last[0] is code and (last[1] == line or not line):
            last[2] += period
        elif len(entries) < costs.MOST_LINES:
            entries.append([code, line or sys._getframe(2).f_lineno, period])
        else:
            last[2] += period
        looks -= 1
        if not looks:
            looks = _LOOKS
            if step < len(_PERIODS) - 1:
                step += 1
                period = _PERIODS[step]
        left = period
        if stack is not None:
            spent = events * _EVENT_NS * stack.factor
            cell[0] = stack.ns + spent
            if spent >= stack.flush:
                _flush(stack, spent, line)
            if stack.pending is not None:
                _raise_pending(stack, line)

    def reset():
        nonlocal left, period, step, looks, events, entries
        left = period = 1
        step = events = 0
        looks = _LOOKS_AT_FIRST
        entries = []

    def take(of):
        """End a step: µs of CPU and [file, line, µs, …] since the last one."""
        nonlocal events
        rest = period - left
        if rest and entries:
            entries[-1][2] += rest
            events += rest
        start = ns = of.ns
        each = _EVENT_NS * of.factor
        flat = []
        for code, line, n in entries:
            after = ns + n * each
            flat += (processes.file_id(code.co_filename), line, after // 1000 - ns // 1000)
            ns = after
        total = start + events * each
        of.ns = total % 1000
        reset()
        cell[0] = of.ns
        return total // 1000, flat

    def begin(of):
        """Count for this stack from now on; for none: None."""
        nonlocal stack
        stack = of
        reset()
        cell[0] = of.ns if of is not None else 0

    return on_line, on_jump, take, begin


_on_line, _on_jump, take, begin = _make()


def _flush(stack, spent, line):
    from . import core

    factor = stack.factor
    stack.burst += spent
    if stack.burst > costs.FAST_FORWARD_NS and factor < costs.FAST_FORWARD_MOST:
        if factor == 1:
            core.syscall("note", "fast-forward", f"a long computation: lines are charged x{costs.FAST_FORWARD_FIRST} and more")
        factor = max(costs.FAST_FORWARD_FIRST, factor * 2)
    try:
        core.work(0)
    except BaseException as e:
        if line:
            raise
        if stack.pending is None:
            stack.patience = 8
        stack.pending = e
    finally:
        if factor > 1:
            stack.factor = factor
            stack.flush = costs.FAST_FLUSH_NS


def _raise_pending(stack, line):
    """What a JUMP callback raises passes by the handlers of its own frame (CPython 3.14.2), so it is kept for the next
    line; a loop that is all on one line has none, and gets it at a jump after all."""
    stack.patience -= 1
    if line or not stack.patience:
        e, stack.pending = stack.pending, None
        raise e


def watch(code):
    """Count what this code and all code inside it executes. Said before it runs, not when it starts: CPython leaves out a
    frame's first line once its start was looked at (the body of a class), and the first worker to import a file would be
    charged more than the others, who are given the same code objects."""
    if processes.is_project_file(code.co_filename):
        _mon.set_local_events(_TOOL, code, _E.LINE | _E.JUMP)
        for inner in code.co_consts:
            if isinstance(inner, type(code)):
                watch(inner)
    return code


_TOOL = 3


def install():
    _mon.use_tool_id(_TOOL, "gd")
    _mon.register_callback(_TOOL, _E.LINE, _on_line)
    _mon.register_callback(_TOOL, _E.JUMP, _on_jump)
