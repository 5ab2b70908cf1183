"""Where calls from outside come in."""

import importlib

from . import core, errors, globals, meter, processes

_functions = {}
_names = []  # of functions, by the numbers that JavaScript calls them by
_texts = {}  # that JavaScript has sent more than once, by where it has put them
#: Calls after which a server process tells which global variables changed.
_REQUESTS = frozenset(("gd.servers.gunicorn:handle", "gd.servers.embedded:handle", "gd.servers.asgi:tick", "gd.threads:run"))


def _resolve(name):
    module, _, attribute = name.partition(":")
    found = importlib.import_module(module)
    for part in attribute.split("."):
        found = getattr(found, part)
    _functions[name] = found
    return found


def name(text):
    """From now on a call of the function `text` is told by the next number, beginning with 0."""
    _names.append(text)


def keep(text, at):
    """JavaScript will say `at` for `text`."""
    _texts[at] = text


def run(number, pid, tid, function, args, blobs, *plain):
    """One stack, from its call to its end. Its arguments are JSON text, or, if that is None, `plain`, in which the one that
    `blobs` counts to is the place of a text that is kept. What it came to is given to JavaScript as JSON text, or laid where it
    looks when the call has come back: how many numbers is answered then."""
    name = _names[function]
    process = processes.table.get(pid)
    if process is None:
        core.done(number, core.dumps(["lost", None, 0, [], []]))
        return
    stack = core.Stack(number, process, tid)
    core.cur = stack
    try:
        if processes.current is not process:
            processes.switch(process)
        function = _functions.get(name) or _resolve(name)
        if args is not None:
            plain = core.loads(args, blobs)
        elif blobs is not None:
            plain = [*plain]
            plain[blobs] = _texts[plain[blobs]]
        meter.begin(stack)
        value = function(*plain)
        if process.unbuffered:
            process.stdout.flush()
        if stack.news is not None:
            core.flush_news()
        cpu, lines = meter.take(stack)
        waits = stack.waits
        if waits:
            lines = _with_earlier(stack, lines)
        changed = globals.changed(process, name in _REQUESTS)
        if type(value) is int and -1 < value < 256 and not waits and not changed:
            core.cur = None
            meter.begin(None)
            return core.lay(value, cpu, *lines)
        text = core.dumps(["returned", value, cpu, lines, waits, changed] if changed else ["returned", value, cpu, lines, waits])
    except core.Dropped:
        text = ""
    except BaseException as e:
        if stack.news is not None:
            core.flush_news()
        cpu, lines = meter.take(stack)
        meter.begin(None)
        text = _told(e, (cpu, _with_earlier(stack, lines) if stack.waits else lines, stack.waits))
    core.cur = None
    meter.begin(None)
    core.done(number, text)


def _with_earlier(stack, lines):
    from . import eagerly

    return eagerly.booked(stack, lines)


def _told(e, cost):
    try:
        return core.dumps(["raised", errors.describe(e), *cost])
    except BaseException as own:
        text = f"{type(e).__name__}: the error could not be described ({type(own).__name__}: {own})\n"
        told = {"type": type(e).__name__, "message": text, "traceback": text, "file": "", "line": 0, "column": 0}
        return core.dumps(["raised", told, *cost])

