"""CPU time as a program may ask for it: what the meter has counted, no more and no less, and never a real clock's."""

import os
import time
import types

from . import core, meter, processes


def _uncharged():
    return meter.cell[0] / 1000


def _process():
    """Microseconds of CPU of the current process."""
    process = processes.current
    return sum(process.cpu.values()) + _uncharged()


def _thread():
    process, stack = processes.current, core.cur
    return process.cpu.get(stack.tid, 0) + _uncharged() if stack is not None else 0


def _in_seconds(clock):
    return lambda: round(clock()) / 1e6


def _in_nanoseconds(clock):
    return lambda: round(clock()) * 1000


def _clock_gettime(own, other):
    def gettime(clock, /):
        found = {time.CLOCK_PROCESS_CPUTIME_ID: _process, time.CLOCK_THREAD_CPUTIME_ID: _thread}.get(clock)
        return own(found)() if found is not None else other(clock)

    return gettime


def _info(original):
    def get_clock_info(name, /):
        if name not in ("process_time", "thread_time"):
            return original(name)
        which = f"clock_gettime(CLOCK_{name.partition('_')[0].upper()}_CPUTIME_ID)"
        return types.SimpleNamespace(implementation=which, monotonic=True, adjustable=False, resolution=1e-09)

    return get_clock_info


def _times():
    tick = 100
    user, children = (int(us * tick / 1e6) / tick for us in (_process(), processes.current.children_cpu))
    return os.times_result((user, 0.0, children, 0.0, round(time.monotonic(), 2)))


def cpu_seconds(whose):
    """Of the current `process`, its `thread` that runs, or the `children` that it has waited for."""
    return round({"process": _process, "thread": _thread, "children": lambda: processes.current.children_cpu}[whose]()) / 1e6


def install():
    for name, clock in (("process_time", _process), ("thread_time", _thread)):
        for suffix, made in (("", _in_seconds), ("_ns", _in_nanoseconds)):
            function = made(clock)
            function.__name__ = function.__qualname__ = name + suffix
            function.__module__ = "time"
            setattr(time, name + suffix, function)
    time.clock_gettime = _clock_gettime(_in_seconds, time.clock_gettime)
    time.clock_gettime_ns = _clock_gettime(_in_nanoseconds, time.clock_gettime_ns)
    time.get_clock_info = _info(time.get_clock_info)
    os.times = _times
