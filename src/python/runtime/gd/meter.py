"""CPU time of the project's code, told from which way it takes (sys.monitoring), and where it was spent.

A callback at every branch, start and resumption knows what the stretch up to the next one costs (segments.py). It counts down
and does its book-keeping every `period` events: every event at first, so that a short request is exact line by line, ever
more rarely in a long loop.
"""

import sys
from array import array

from . import calls, costs, processes, segments

_mon = sys.monitoring
_E = _mon.events
#: Nanoseconds used and not yet charged: read by the clock, from JavaScript, in memory.
cell = array("d", [0.0])

#: Events between two looks, and how many looks until the next longer period. Primes, so that a loop's length does not
#: divide them and every stretch of it is seen in its turn.
_PERIODS = (1, 2, 5, 11, 23, 47, 97, 199)
_LOOKS_AT_FIRST = 128
_LOOKS = 48
_MOST_KNOWN = 5000
_known = {}  # id of a code object -> its segments, which hold it


def _segments(code):
    found = _known.get(id(code))
    if found is None:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        found = _known[id(code)] = segments.Segments(code)
    return found


def _make():
    left = period = 1
    step = 0
    looks = _LOOKS_AT_FIRST
    events = 0  # looked at, this step
    used = 0.0  # nanoseconds, this step
    entries = []  # code, its file's number, line, nanoseconds, and so on
    turned = False  # a loop without a branch goes round
    stack = None
    most = 4 * costs.MOST_LINES

    def on_branch(code, _from, to):
        nonlocal left
        left -= 1
        if left:
            return
        left = 1
        on_start(code, to, 2)

    def on_turn(code, _from, to):
        nonlocal left, turned
        left -= 1
        if left:
            return
        left = 1
        turned = True
        on_start(code, to, 2)
        turned = False

    def on_start(code, offset, depth=1):
        nonlocal left, period, step, looks, events, used, entries
        left -= 1
        if left:
            return
        # It is time to look. All in this one function: a short request has each of its stretches looked at.
        known = _known.get(id(code)) or _segments(code)
        ns, parts, weighed, all_parts = known.known.get(offset) or known.at(offset)
        events += period
        used += ns * period
        if entries or all_parts is None:
            for line, its in parts:
                if entries and (entries[-2] == line and entries[-4] is code or len(entries) >= most):
                    entries[-1] += its * period
                else:
                    entries += (code, known.number, line, its * period)
        else:
            # In one stretch no part has the line of the part before it.
            entries += all_parts
        if weighed:
            more = calls.weigh(weighed, sys._getframe(depth)) * period
            used += more
            entries[-1] += more
        looks -= 1
        if not looks:
            looks = _LOOKS
            if step < len(_PERIODS) - 1:
                step += 1
                period = _PERIODS[step]
        left = period
        if stack is not None:
            spent = used * stack.factor
            cell[0] = stack.ns + spent
            if spent >= stack.flush or events >= costs.FLUSH_EVENTS:
                _flush(stack, events, turned)
            if stack.pending is not None:
                left = _hold(stack, code)

    def on_call(code, offset, function, first):
        nonlocal used, left
        known = _known.get(id(code)) or _segments(code)
        its = known.sized.get(offset)
        if its is None:
            return _mon.DISABLE
        if stack is None:
            return None
        last, keywords, line = its
        before = calls.looks
        ns = calls.price(function, first, last, keywords)
        if calls.looks != before:
            settle()
        if ns:
            used += ns
            if entries and (entries[-2] == line and entries[-4] is code or len(entries) >= most):
                entries[-1] += ns
            else:
                entries.extend((code, known.number, line, ns))
            cell[0] = stack.ns + used * stack.factor
            if ns * stack.factor > costs.LONG_CALL_NS:
                left = 1
        return None

    def settle():
        """Charge what was passed by since the last look, and look at everything again: the clock is about to be read."""
        nonlocal left, period, step, looks, events, used
        rest = period - left
        if rest and entries:
            more = rest * used / events
            entries[-1] += more
            used += more
            events += rest
        left = period = 1
        step = 0
        looks = _LOOKS_AT_FIRST

    def take(of):
        """End a step: µs of CPU, and where they were spent since the last one: nanoseconds that no step was charged for, what a
        nanosecond is charged as, and number of a file, line, nanoseconds of each part (`micros`)."""
        nonlocal left, period, step, looks, events, used, entries
        if left != period:
            settle()
        parts = []
        if entries:
            del entries[::4]
            parts = [of.ns, of.factor, *entries]
            entries = []
        us, of.ns = divmod(int(of.ns + used * of.factor), 1000)
        cell[0] = of.ns
        if us:
            charge(of, us)
        left = period = 1
        step = events = 0
        used = 0.0
        looks = _LOOKS_AT_FIRST
        return us, parts

    def begin(of):
        """Count for this stack from now on; for none: None."""
        nonlocal stack, left, period, step, looks, events, used, entries
        stack = of
        if of is None:
            cell[0] = 0
            return
        cell[0] = of.ns
        if events or entries:
            left = period = 1
            step = events = 0
            used = 0.0
            looks = _LOOKS_AT_FIRST
            entries = []

    return on_start, on_branch, on_turn, on_call, take, begin


def charge(stack, us):
    """Book CPU time on a stack's process and thread."""
    cpu = stack.process.cpu
    cpu[stack.tid] = cpu.get(stack.tid, 0) + us


_on_start, _on_branch, _on_turn, _on_call, take, begin = _make()


def _flush(stack, events, turned):
    from . import core

    faster = _faster(stack, events, turned)
    try:
        core.work(0)
    except BaseException as e:
        stack.pending = e
        stack.patience = 8
    finally:
        if faster > 1:
            stack.factor = faster * stack.process.slowness
            stack.flush = costs.FAST_FLUSH_NS


def _faster(stack, events, turned):
    """How many times as much as it costs to charge, so that what has no end comes to its virtual end in bounded real time."""
    from . import core

    faster = stack.factor / stack.process.slowness
    stack.burst += events
    waiting = faster == 1 and calls.looks - stack.looks > costs.LOOKS_OFTEN
    stack.looks = calls.looks
    if faster > 1:
        patience = costs.FAST_FORWARD_MORE if faster < costs.FAST_FORWARD_MOST else stack.burst
    else:
        patience = 0 if waiting else costs.FAST_FORWARD_TURNS if turned else costs.FAST_FORWARD_EVENTS
    if stack.burst <= patience:
        return faster
    stack.burst = 0
    if faster > 1:
        return faster * 2
    more = costs.FAST_FORWARD_SURE if waiting or turned else costs.FAST_FORWARD_FIRST
    why = "a loop that waits for the clock" if waiting else "a long computation"
    core.syscall("note", "fast-forward", f"{why}: it is charged x{more} and more")
    return more


def _hold(stack, code):
    """What a callback raises here passes by the handlers of its own frame (CPython 3.14.2), so it is kept for the next line,
    which is asked for; a loop that is all on one line has none, and gets it here after all. Events until the next look."""
    stack.patience -= 1
    if not stack.patience:
        e, stack.pending = stack.pending, None
        raise e
    _mon.set_local_events(_TOOL, code, _events(code) | _E.LINE)
    return 1


def _on_line(code, _line):
    from . import core

    _mon.set_local_events(_TOOL, code, _events(code))
    stack = core.cur
    if stack is not None and stack.pending is not None:
        e, stack.pending = stack.pending, None
        raise e


def _events(code):
    events = _E.PY_START | _E.PY_RESUME | _E.BRANCH_LEFT | _E.BRANCH_RIGHT | _E.CALL
    return events | _E.JUMP if segments.turns_unseen(code) else events


def watch(code):
    """Count what this code and all code inside it executes. Said before it runs, not when it starts: the first worker to import
    a file would be charged more than the others, who are given the same code objects."""
    if processes.is_project_file(code.co_filename):
        _mon.set_local_events(_TOOL, code, _events(code))
        for inner in code.co_consts:
            if isinstance(inner, type(code)):
                watch(inner)
    return code


_TOOL = 3


def install():
    _mon.use_tool_id(_TOOL, "gd")
    for event, callback in (
        (_E.PY_START, _on_start),
        (_E.PY_RESUME, _on_start),
        (_E.BRANCH_LEFT, _on_branch),
        (_E.BRANCH_RIGHT, _on_branch),
        (_E.JUMP, _on_turn),
        (_E.CALL, _on_call),
        (_E.LINE, _on_line),
    ):
        _mon.register_callback(_TOOL, event, callback)
    calls.install()
