"""`signal.alarm` and `setitimer`: a thread of the process that sleeps and sends the signal. Real time is the only kind there is."""

import signal
import time
import weakref

from . import core, processes, threads

_timers = weakref.WeakKeyDictionary()  # process -> [when it rings, interval, number of the setting]


def _left(timer):
    return (0.0, 0.0) if timer is None or timer[0] is None else (max(0.0, timer[0] - time.monotonic()), timer[1])


def _set(seconds, interval):
    process = processes.current
    timer = _timers.setdefault(process, [None, 0.0, 0])
    before = _left(timer)
    timer[2] += 1
    timer[:2] = (time.monotonic() + seconds, interval) if seconds else (None, 0.0)
    if seconds:
        setting = timer[2]
        threads.start_joinable_thread(lambda: _ring(process, timer, setting), daemon=True)
    return before


def _ring(process, timer, setting):
    while timer[2] == setting and timer[0] is not None:
        time.sleep(max(0.0, timer[0] - time.monotonic()))
        if timer[2] != setting:
            return
        timer[0] = timer[0] + timer[1] if timer[1] else None
        core.syscall("kill", process.pid, int(signal.SIGALRM))


def _setitimer(which, seconds, interval=0.0, /):
    if which != signal.ITIMER_REAL:
        raise OSError(38, "Function not implemented: only ITIMER_REAL is simulated here / 這裡只模擬 ITIMER_REAL")
    if seconds < 0 or interval < 0:
        raise signal.ItimerError(22, "Invalid argument")
    return _set(seconds, interval)


def _alarm(seconds, /):
    left, _ = _set(seconds, 0.0)
    return -int(-left // 1)


def install():
    for name, number in (("ITIMER_REAL", 0), ("ITIMER_VIRTUAL", 1), ("ITIMER_PROF", 2)):
        if not hasattr(signal, name):
            setattr(signal, name, number)
    if not hasattr(signal, "ItimerError"):
        signal.ItimerError = signal.itimer_error = OSError
    signal.alarm = _alarm
    signal.setitimer = _setitimer
    signal.getitimer = lambda which, /: _left(_timers.get(processes.current))
