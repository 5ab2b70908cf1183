"""Virtual threads: every threading.Thread is a stack of its own, started and scheduled by the machine.

The module `threading` keeps its own code; what it takes from `_thread` is replaced. `_thread` itself is left alone, since the
import system uses it.
"""

import _thread
import _threading_local
import itertools
import queue
import threading

from . import core, processes

_ids = 0  # of locks that were ever waited for, and of thread entries
_entries = {}
pool = None  # concurrent.futures.thread, imported after its locks are virtual


def _next_id():
    global _ids
    _ids += 1
    return _ids


def get_ident():
    stack = core.cur
    return 1 if stack is None else (stack.process.pid << 16) + stack.tid + 1


def get_native_id():
    stack = core.cur
    return 1 if stack is None else stack.process.pid if stack.tid == 0 else (stack.process.pid << 16) + stack.tid


def wait_on(number, timeout):
    """Wait for `wake`; False when `timeout` seconds (None: for ever) have passed. Signals run their handlers meanwhile."""
    us = None if timeout is None else core.microseconds(timeout)
    seen = core.cur.process.wakes.get(number, 0)
    until = None if us is None else core.host_now() + us
    while True:
        try:
            return core.wait("lock.wait", number, us, seen)
        except InterruptedError:
            from . import signals

            signals.run_pending()
            us = None if until is None else max(0, until - core.host_now())


def wake(number, count):
    """Wake who waits, or has just decided to wait: the machine counts wakes, as here, and compares."""
    wakes = core.cur.process.wakes
    wakes[number] = wakes.get(number, 0) + 1
    core.syscall("lock.wake", number, count)


class Lock:
    """threading.Lock. Waiters are woken in the order in which they came."""

    __slots__ = ("__weakref__", "_held", "_id", "_waiting")

    def __init__(self):
        self._held = False
        self._id = 0
        self._waiting = 0

    def acquire(self, blocking=True, timeout=-1):
        if not blocking and timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
        if timeout < 0 and timeout != -1:
            raise ValueError("timeout value must be a non-negative number")
        if not self._held:
            self._held = True
            return True
        if not blocking or timeout == 0:
            return False
        if not self._id:
            self._id = _next_id()
        until = None if timeout == -1 else core.host_now() + core.microseconds(timeout)
        while self._held:
            self._waiting += 1
            try:
                left = None if until is None else (until - core.host_now()) / 1e6
                woken = (left is None or left > 0) and wait_on(self._id, left)
            finally:
                self._waiting -= 1
            if not woken and self._held:
                return False
        self._held = True
        return True

    def release(self):
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False
        if self._waiting:
            wake(self._id, 1)

    def locked(self):
        return self._held

    acquire_lock, release_lock, locked_lock = acquire, release, locked
    __enter__ = acquire

    def __exit__(self, *_exc):
        self.release()

    def _at_fork_reinit(self):
        self.__init__()

    def __repr__(self):
        state = "locked" if self._held else "unlocked"
        return f"<{state} _thread.lock object at {hex(id(self))}>"

    def __reduce__(self):
        raise TypeError("cannot pickle '_thread.lock' object")


Lock.__name__ = Lock.__qualname__ = "lock"
Lock.__module__ = "_thread"


class Handle:
    """What threading.Thread holds of its thread."""

    def __init__(self, ident=None):
        self.ident = ident
        self._done = False
        self._id = 0

    def is_done(self):
        return self._done

    def _set_done(self):
        self._done = True
        if self._id:
            wake(self._id, -1)

    def join(self, timeout=None):
        if self.ident == get_ident():
            raise RuntimeError("Cannot join current thread")
        if not self._id:
            self._id = _next_id()
        if timeout is not None and timeout < 0:
            timeout = None
        if not self._done:
            wait_on(self._id, timeout)


def start_joinable_thread(function, *, handle=None, daemon=True):
    entry = _next_id()
    handle = Handle() if handle is None else handle
    tid = core.syscall("thread.start", entry)
    handle.ident = (core.cur.process.pid << 16) + tid + 1
    _entries[entry] = (function, handle)
    thread = getattr(function, "__self__", None)
    if isinstance(thread, threading.Thread):
        # It is sure to start: who starts it need not wait for that, least of all while he holds a lock.
        thread._ident = handle.ident
        thread._started.set()
    return handle


def run(entry):
    """The body of a thread: called by the machine, as the thread."""
    function, handle = _entries.pop(entry)
    try:
        function()
    finally:
        handle._set_done()


def name(tid, text):
    """Call the thread `tid` of the current process, which a server runs, `text`."""
    ident = (processes.current.pid << 16) + tid + 1
    thread = threading._active.get(ident)
    if thread is None:
        thread = threading.current_thread() if get_ident() == ident else None
    if thread is not None:
        thread._name = text


class _Main(threading._MainThread):
    pass


_Main.__name__ = "_MainThread"


def _on_switch(process):
    state = process.threads
    if state is None:
        threading._active, threading._limbo, threading._main_thread = {}, {}, None
        counters = (itertools.count(1).__next__, itertools.count().__next__)
        process.threads = state = (threading._active, threading._limbo, _make_main(process.pid), *counters)
    threading._active, threading._limbo, threading._main_thread, threading._counter, pool.ThreadPoolExecutor._counter = state


def _make_main(pid):
    threading._get_main_thread_ident = lambda: (pid << 16) + 1
    return _Main()


def _shut_pools():
    """concurrent.futures.thread._python_exit: what was submitted is still done, and then the pools' workers go."""
    workers = [thread for thread in threading._active.values() if thread in pool._threads_queues]
    for thread in workers:
        executor, *_ = getattr(thread, "_args", None) or (lambda: None,)
        if executor() is not None:
            executor().shutdown(wait=False)
    for thread in workers:
        thread.join()


def join_all():
    """What the main thread does before its process ends: threading._shutdown, without its mark that no thread will ever be: the
    module is that of all processes."""
    _shut_pools()
    for thread in list(threading._active.values()):
        if not thread.daemon and not isinstance(thread, _Main):
            thread.join()


def install():
    """Before any other module makes a lock."""
    global pool
    threading._allocate_lock = threading.Lock = Lock
    # Where who pickles the class (multiprocessing.Manager does) looks for it; the import system has taken its own before.
    _thread.lock = Lock
    threading._CRLock = None
    threading.get_ident = get_ident
    threading.get_native_id = threading._get_native_id = get_native_id
    threading._ThreadHandle = Handle
    threading._make_thread_handle = Handle
    threading._start_joinable_thread = start_joinable_thread
    threading._DeleteDummyThreadOnDel = lambda _thread: None
    threading.local = _threading_local.local
    threading._active_limbo_lock = threading.RLock()
    threading._dangling = set()
    threading._shutdown = join_all
    queue.SimpleQueue = queue._PySimpleQueue
    from concurrent.futures import thread as pool

    # A pool's worker reports whatever ends it, with a traceback; a stack that is unwound has nothing to report.
    pool._base.LOGGER.addFilter(lambda record: not (record.exc_info and isinstance(record.exc_info[1], core.Dropped)))
    processes.on_switch.append(_on_switch)
