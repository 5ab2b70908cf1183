"""asyncio on the machine.

`asyncio.run` in a stack waits in `net.poll`, like any other blocking call. A server runs its loop in *ticks* instead: `tick`
runs callbacks until nothing is ready and says what to wait for, so that the loop's waiting is the server's own, and only a
blocking call inside a coroutine suspends the tick (and with it the loop, as it should).
"""

import asyncio
import collections.abc
import heapq
import importlib
import threading
import time
from asyncio import events, futures, unix_events

from . import core, polling, processes, threads


class Loop(unix_events._UnixSelectorEventLoop):
    """The selector event loop of the standard library, woken by a lock instead of a pair of sockets. Its children are waited for
    by threads (`_ThreadedChildWatcher`), as where the kernel has no pidfd_open(2)."""

    def __init__(self, selector=None):
        self._wake_id = threads._next_id()
        selector = polling.Selector() if selector is None else selector
        selector.lock = self._wake_id
        super().__init__(selector)
        self._clock_resolution = 1e-6
        self._tasks_made = 0
        self._alarm = (None, 0)  # the future that the newest timer is for, and when (s, monotonic)
        self._awaited = {}  # future: the call of the app that is parked for it

    def call_at(self, when, callback, *args, context=None):
        if callback is futures._set_result_unless_cancelled:
            self._alarm = (args[0], when)
        return super().call_at(when, callback, *args, context=context)

    def due(self, future):
        """µs since the epoch when the future is ready, if that is known: it is a sleep that has just begun."""
        (awaited, when), self._alarm = self._alarm, (None, 0)
        return None if awaited is None or awaited is not future else _since_epoch(when)

    def call_soon_threadsafe(self, callback, *args, context=None):
        """What a thread hands back is ready now; a loop that is kept from it by somebody else's callback sees it later."""
        if not self._idle():
            for given in args:
                call = self._awaited.get(given) if isinstance(given, asyncio.Future) else None
                if call is not None:
                    core.syscall("app.due", call, core.host_now())
        return super().call_soon_threadsafe(callback, *args, context=context)

    def _idle(self):
        return self._thread_id is None or getattr(self._selector, "waiting", False)

    def create_task(self, coro, **kwargs):
        """Named by a count of this loop's own: the interpreter's would tell how many other processes ran in it before."""
        if kwargs.get("name") is None:
            self._tasks_made += 1
            kwargs["name"] = f"Task-{self._tasks_made}"
        return super().create_task(coro, **kwargs)

    def _make_self_pipe(self):
        self._ssock = self._csock = None
        self._internal_fds += 1

    def _close_self_pipe(self):
        self._internal_fds -= 1

    def _write_to_self(self):
        threads.wake(self._wake_id, -1)

    def add_signal_handler(self, number, callback, *args):
        import signal

        signal.signal(number, lambda *_: self.call_soon_threadsafe(callback, *args))

    def remove_signal_handler(self, number):
        import signal

        signal.signal(number, signal.SIG_DFL)
        return True


class _Fed(polling.Selector):
    """The selector of a loop that is run in ticks: it never waits, what is ready is told to it."""

    ready = ()

    def select(self, _timeout=None):
        ready, self.ready = self.ready, ()
        return self._told(ready)


class Policy(events._BaseDefaultEventLoopPolicy):
    _loop_factory = Loop


def loop():
    """The loop of the current process that is run in ticks; made when first asked for."""
    process = processes.current
    if process.loop is None:
        process.loop = Loop(_Fed())
    return process.loop


def tick(ready=()):
    """Run callbacks until nothing is ready.

    {deadline: µs since the epoch of the next timer or None, fds: [[fd, mask]…] to wait for, wake: id of the lock whose wake
    calls for a tick, marks: […]}
    """
    it = loop()
    it._selector.ready = ready
    before = events._get_running_loop()
    events._set_running_loop(it)
    it._thread_id = threading.get_ident()
    try:
        while True:
            it._run_once()
            if not it._ready and not _due(it):
                break
    finally:
        it._thread_id = None
        events._set_running_loop(before)
    marks, processes.current.marks = processes.current.marks, []
    return {"deadline": _deadline(it), "fds": it._selector._interests(), "wake": it._wake_id, "marks": marks}


def _due(it):
    scheduled = it._scheduled
    while scheduled and scheduled[0]._cancelled:
        it._timer_cancelled_count -= 1
        heapq.heappop(scheduled)._scheduled = False
    return bool(scheduled) and scheduled[0]._when < it.time() + it._clock_resolution


def _deadline(it):
    if not it._scheduled:
        return None
    return _since_epoch(it._scheduled[0]._when)


def _since_epoch(when):
    return core.host_now() + max(0, -int(-(when - time.monotonic()) * 1e6 // 1))


def spawn(call, coroutine, name=None):
    """A task of the ticking loop for call `call` of the app: its parking and resuming are marked for the trace."""
    return loop().create_task(Tracked(call, coroutine), name=name)


class Tracked(collections.abc.Coroutine):
    """A coroutine that notes where it is parked whenever it is."""

    __slots__ = ("_call", "_inner", "_parked", "_process")

    def __init__(self, call, inner):
        self._call = call
        self._inner = inner
        self._parked = False
        self._process = processes.current

    def send(self, value):
        self._resumed()
        waiting = self._inner.send(value)
        self._park(waiting)
        return waiting

    def throw(self, *exc):
        self._resumed()
        waiting = self._inner.throw(*exc)
        self._park(waiting)
        return waiting

    def close(self):
        self._inner.close()

    def __await__(self):
        return self

    __iter__ = __await__

    def __next__(self):
        return self.send(None)

    def _resumed(self):
        if self._parked:
            self._parked = False
            self._process.marks.append(["resumed", self._call])

    def _park(self, _waiting):
        self._parked = True
        self._process.marks.append(["parked", self._call, *_where(self._inner)])

    @property
    def cr_await(self):
        return getattr(self._inner, "cr_await", None)

    @property
    def cr_frame(self):
        return getattr(self._inner, "cr_frame", None)

    @property
    def cr_running(self):
        return getattr(self._inner, "cr_running", False)

    @property
    def cr_code(self):
        return getattr(self._inner, "cr_code", None)


class Told(Tracked):
    """The same, said at once: for a loop that does not run in ticks, and whoever wants the moment itself."""

    __slots__ = ("_waiting",)

    def _resumed(self):
        if self._parked:
            self._parked = False
            _awaited().pop(self._waiting, None)
            core.syscall("app.resumed", self._call)

    def _park(self, waiting):
        self._parked = True
        self._waiting = waiting
        core.syscall("app.parked", self._call, *_where(self._inner))
        if isinstance(waiting, asyncio.Future):
            _awaited()[waiting] = self._call
        due = getattr(asyncio.get_running_loop(), "due", None)
        when = None if due is None else due(waiting)
        if when is not None:
            core.syscall("app.due", self._call, when)


def _awaited():
    return getattr(asyncio.get_running_loop(), "_awaited", {})


def _next(awaited):
    for attribute in ("cr_await", "gi_yieldfrom", "ag_await"):
        inner = getattr(awaited, attribute, None)
        if inner is not None:
            return inner
    return None


def _frame(awaited):
    for attribute in ("cr_frame", "gi_frame", "ag_frame"):
        frame = getattr(awaited, attribute, None)
        if frame is not None:
            return frame
    return None


def _where(coroutine):
    """(file, line, what) of the project's innermost await; `what` is the name of that which is awaited there."""
    file, line, what = "", 0, ""
    awaited = coroutine
    while awaited is not None:
        frame = _frame(awaited)
        if frame is not None and processes.is_project_file(frame.f_code.co_filename):
            file, line, what = frame.f_code.co_filename, frame.f_lineno, ""
        elif not what:
            what = _name(awaited, frame)
        awaited = _next(awaited)
    return file, line, what


def _name(awaited, frame):
    if frame is None:
        return type(awaited).__name__
    module = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    name = frame.f_code.co_qualname.rpartition("<locals>.")[2]
    return name if module == "gd" else f"{module}.{name}"


def _streams_with_paths():
    """asyncio was imported before there was AF_UNIX: its functions for sockets with a path are missing."""
    importlib.reload(asyncio.streams)
    for name in asyncio.streams.__all__:
        setattr(asyncio, name, getattr(asyncio.streams, name))
    asyncio.__all__ = (*dict.fromkeys((*asyncio.__all__, *asyncio.streams.__all__)),)


def install():
    _streams_with_paths()
    asyncio.run = asyncio.runners.run
    events._set_running_loop(None)
    events._set_event_loop_policy(Policy())
    for name in ("SelectorEventLoop", "_UnixSelectorEventLoop", "EventLoop"):
        if hasattr(asyncio, name):
            setattr(asyncio, name, Loop)
