"""Stacks and system calls. A stack is one call from outside; `cur` is the one that runs.

A wait suspends the whole stack (JavaScript promise integration) and others run meanwhile; without suspension (`eager`) the
wait is noted and the stack goes on at once on its own clock.
"""

import json
import select
import sys
from array import array
from math import ceil
from struct import Struct
from time import time_ns

from . import calls, costs, errnos, meter, processes

from pyodide.ffi import to_js

_native_poll = select.poll
VALUE, BLOCK, ERRNO, RAISE, JSON, SCRATCH, PROXY, NONE = range(8)

SCRATCH_SIZE = 1 << 16
#: How the last result is to be read; how many numbers are laid out for a wait.
status = array("i", [0, 0])
scratch = array("B", bytes(SCRATCH_SIZE))
_scratch_view = memoryview(scratch)
#: Numbers on their way out: they cross as they are, many for the price of one.
CELLS_SIZE = 1024
cells = array("d", bytes(8 * CELLS_SIZE))
_NUMBERS = frozenset((int, float))


class Stack:
    # What most stacks never change is the class's.
    ns = 0  # CPU below a microsecond, carried over
    burst = 0  # events of the meter since the last real wait, or since they were charged more
    flush = costs.FLUSH_NS
    raised = 0
    waits = lines = ()  # eager mode
    offset = 0  # eager mode: µs ahead of the machine
    quiet = False
    pending = None  # an exception that could not be raised where it came
    patience = 0
    news = None  # a call that tells something and has not been made yet (`tell`)

    def __init__(self, number, process, tid):
        self.id = number
        self.process = process
        self.tid = tid
        self.looks = calls.looks
        self.factor = process.slowness


cur = None
eager = False
host = None
limit = done = _sys = _write = _write_kept = _keep = _block = _blob = _answer = None


def connect(js_host, without_suspension):
    """Bind the JavaScript side; again after every restore from a snapshot."""
    global host, eager, limit, done, _sys, _write, _write_kept, _keep, _block, _blob, _answer
    host = js_host
    eager = without_suspension
    _sys = js_host.sys
    _write = js_host.write
    _write_kept = js_host.writeKept
    _keep = js_host.keep
    _block = js_host.block
    _blob = js_host.blob
    limit = js_host.limit
    done = js_host.done
    _answer = js_host.answer
    places = (status, scratch, meter.cell, cells)
    js_host.memory(*[place.buffer_info()[0] for place in places], SCRATCH_SIZE)


def disconnect():
    """Let go of every JavaScript object (before a snapshot)."""
    global host, limit, done, _sys, _write, _write_kept, _keep, _block, _blob, _answer
    host = limit = done = _sys = _write = _write_kept = _keep = _block = _blob = _answer = None


def _bytes_out(value):
    if isinstance(value, (bytes, bytearray, memoryview)):
        _blob(to_js(bytes(value)))
        return {"$b": 1}
    raise TypeError(f"{type(value).__name__} cannot leave Python")


#: The encoder and the scanners in C that `JSONEncoder.encode` would make anew, and `decode` wrap, for each call.
_encode = json.encoder.c_make_encoder(
    None, _bytes_out, json.encoder.encode_basestring_ascii, None, ":", ",", False, False, True
)
_scan = json.scanner.c_make_scanner(json.JSONDecoder())


def dumps(value):
    return "".join(_encode(value, 0))


_layouts = {}


def lay(*numbers):
    """Lay them where JavaScript reads them; how many. There is room for all lines of a step and some more."""
    count = len(numbers)
    layout = _layouts.get(count)
    if layout is None:
        layout = _layouts[count] = Struct(f"{count}d").pack_into
    layout(cells, 0, *numbers)
    return count


def _loads(text):
    return _scan(text, 0)[0]


_blobs_in = ()


def _revive(fields):
    return _blobs_in[fields["$b"]] if "$b" in fields else fields


_scan_with_bytes = json.scanner.c_make_scanner(json.JSONDecoder(object_hook=_revive))


def loads(text, blobs=None):
    """JSON text from outside; `{"$b": n}` in it stands for the n-th of `blobs`."""
    global _blobs_in
    if not blobs:
        return _loads(text)
    _blobs_in = [b.to_bytes() for b in blobs]
    return _scan_with_bytes(text, 0)[0]


_PLAIN = frozenset((int, str, float, bool, type(None)))


def syscall(name, *args):
    """A system call with plain arguments and bytes; waits if the machine says so."""
    if cur is not None and cur.news is not None:
        flush_news()
    for a in args:
        if type(a) not in _PLAIN:
            return _call(name, args)
    return plain_syscall(name, *args)


def plain_syscall(name, *args):
    """The same for arguments that are known to be numbers, text or None, while there is no news."""
    result = _sys(name, *args)
    kind = status[0]
    return result if kind == VALUE or kind == NONE else _outcome(kind, result, name, args)


#: What applications have said: its place in JavaScript, which has so many, or -1 when it was said once.
_said = {}
_MOST_SAID = 64
#: Bytes of a body up to which it is looked for there.
_LONG = 1024


def app_write(call, fd, head, data, block, *told):
    """The call `app.write`. What is said again and again crosses once, from then on as its place. Other ASCII crosses as one
    text, which costs no more than one of them; the parts of what is not ASCII would be of other lengths outside."""
    if type(data) is bytes and len(data) < _LONG:
        said = head, data, told
        place = _said.get(said)
        if place is not None:
            if place < 0:
                place = _said[said] = _keep(head, data.decode("latin-1"), *told)
            result = _write_kept(place, call, fd, block)
            kind = status[0]
            return result if kind == VALUE else _outcome(kind, result, "app.write", ())
        if len(_said) >= _MOST_SAID:
            _said.clear()
        _said[said] = -1
    code, reason, headers = told or (None, "", "")
    data = data.decode("latin-1")
    text = head + data + reason + headers
    if not text.isascii():
        return plain_syscall("app.write", call, fd, head, data, block, *told)
    result = _write(text, call, fd, len(head), len(data), block, code, len(reason))
    kind = status[0]
    return result if kind == VALUE else _outcome(kind, result, "app.write", ())


def tell(*news):
    """A call that only tells the machine something. It is made with the stack's next call, whichever that is: until then
    nothing can happen that others see, and a crossing is saved."""
    if cur.news is not None:
        flush_news()
    cur.news = news


def flush_news():
    news, cur.news = cur.news, None
    plain_syscall(*news)


def _call(name, args):
    result = _sys(name, *[a if type(a) in _PLAIN else to_js(a) for a in args])
    kind = status[0]
    return result if kind == VALUE or kind == NONE else _outcome(kind, result, name, args)


def _outcome(kind, result, name, args):
    if kind == BLOCK:
        return wait(name, *args)
    if kind == SCRATCH:
        return _scratch_view[:result].tobytes()
    if kind == PROXY:
        return result.to_bytes()
    if kind == JSON:
        return loads(result, host.blobs())
    if kind == ERRNO:
        raise errnos.error(*_loads(result))
    raise _exception(*_loads(result))


class Dropped(BaseException):
    """The task of this stack was cancelled: it unwinds, and nothing of what it still does has an effect."""


_RAISED = {"Dropped": Dropped, "SystemExit": SystemExit, "KeyboardInterrupt": KeyboardInterrupt, "TimeoutError": TimeoutError}


def _exception(kind, arg):
    cur.raised += 1
    thrown = cur.process.thrown.pop(cur.tid, None)
    if thrown is not None:
        return thrown
    return _RAISED[kind]() if arg is None else _RAISED[kind](arg)


def wait(name, *args):
    """Suspend this stack until the machine answers."""
    global cur
    stack = cur
    if stack.quiet:
        return None
    if stack.news is not None:
        flush_news()
    if stack.process.unbuffered:
        stack.process.stdout.flush()
    frame = processes.project_frame(sys._getframe(1))
    file, line = ("", 0) if frame is None else (frame.f_code.co_filename, frame.f_lineno)
    if eager:
        from . import eagerly

        return eagerly.wait(stack, name, args, (file, line))
    if name != "cpu":
        stack.burst = 0
        stack.looks = calls.looks
        stack.factor = stack.process.slowness
        stack.flush = costs.FLUSH_NS
    cpu, lines = meter.take(stack)
    if _NUMBERS.issuperset(map(type, args)):
        numbers = processes.file_ids
        status[1] = lay(numbers[name], numbers[file], line, cpu, len(args), *args, *lines)
    else:
        _block(dumps([name, args, file, line, cpu, lines]))
    if name == "cpu":
        meter.charge(stack, args[0])
    # This poll waits for nothing but the promise that `block` has made, or that JavaScript makes now of the numbers (boot.ts). `run_sync` would do the same, but by way
    # of a future of Pyodide's own event loop, which other loops must not meet.
    _native_poll().poll()
    cur = stack
    if processes.current is not stack.process:
        processes.switch(stack.process)
    meter.begin(stack)
    kind = status[0]
    if kind == NONE:
        return None
    result = _answer()
    return result if kind == VALUE else _outcome(kind, result, name, args)


def work(us):
    """Charge CPU time that has no lines of its own. The handlers of signals that came meanwhile run, once it is charged."""
    try:
        wait("cpu", us)
    except InterruptedError:
        from . import signals

        signals.run_pending()


def microseconds(seconds):
    """A time to wait, rounded up as by the kernel (but for the noise of a float): who waits for the last fraction of a
    microsecond must not come back before it is over, or he would ask for it for ever."""
    return max(ceil(seconds * 1e6 - 0.001), 1 if seconds > 0 else 0)


def host_now():
    """Virtual µs since the epoch, with the CPU not yet charged."""
    return time_ns() // 1000
