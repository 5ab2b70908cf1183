"""Waits without suspension: the stack runs on at once, its own clock ahead of the machine's.

Exact for a process that does one thing at a time. What another process or thread would have to do first cannot be waited for.
"""

from . import calls, costs, meter

_WHY = (
    "this browser cannot suspend Python (no JavaScript promise integration), so a wait for another program or thread "
    "cannot be simulated here: {}"
)
#: µs of its own clock after which a stack is stopped: longer than any server's timeout.
_MOST = 600_000_000


def booked(stack, lines):
    """All lines of a stack, `lines` of `meter.take` the last. These begin with a start of their own, so all are kept as whole µs."""
    if lines:
        ns, factor, *parts = lines
        whole = ns // 1000
        for number, line, its in zip(*[iter(parts)] * 3):
            ns += its * factor
            before, whole = whole, ns // 1000
            stack.lines += (number, line, whole - before)
    return stack.lines


def wait(stack, name, args, where):
    cpu, lines = meter.take(stack)
    if name == "sleep":
        answer, passes = None, args[0]
    elif name == "cpu":
        answer, passes = None, args[0]
        meter.charge(stack, passes)
    elif name == "lock.wait" and args[1] is not None:
        answer, passes = False, args[1]
    elif name == "net.poll" and args[1] is not None:
        answer, passes = [], args[1]
    else:
        meter.begin(stack)
        raise RuntimeError(_WHY.format(name))
    if not stack.waits:
        stack.waits, stack.lines = [], [0, 1000]
    booked(stack, lines)
    last = stack.waits[-1] if stack.waits else None
    if last is not None and name == "cpu" and last[0] == "cpu":
        last[1][0] += args[0]
        last[2] += cpu
    else:
        stack.waits.append([name, list(args), cpu, *where])
    stack.offset += cpu + passes
    from . import core

    core.host.ahead(stack.offset, len(stack.waits))
    if name != "cpu":
        stack.burst = 0
        stack.looks = calls.looks
        stack.factor = stack.process.slowness
        stack.flush = costs.FLUSH_NS
    meter.begin(stack)
    if stack.offset > _MOST:
        raise SystemExit("stopped after 600 s without suspension")
    return answer
