"""Where calls from outside come in."""

import importlib

from . import core, errors, meter, processes

_functions = {}


def _resolve(name):
    found = _functions.get(name)
    if found is None:
        module, _, attribute = name.partition(":")
        found = importlib.import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
        _functions[name] = found
    return found


def run(number, pid, tid, name, args, blobs=None):
    """One stack, from its call to its end. What it came to is given to JavaScript as JSON text."""
    process = processes.table.get(pid)
    if process is None:
        core.host.done(number, core.dumps(["lost", None, 0, [], []]))
        return
    stack = core.Stack(number, process, tid)
    core.cur = stack
    if processes.current is not process:
        processes.switch(process)
    try:
        function = _resolve(name)
        arguments = core.loads(args, blobs)
        meter.begin(stack)
        value = function(*arguments)
        text = core.dumps(["returned", value, *meter.take(stack), stack.waits])
    except BaseException as e:
        cost = meter.take(stack)
        meter.begin(None)
        text = core.dumps(["raised", errors.describe(e), *cost, stack.waits])
    core.cur = None
    meter.begin(None)
    core.host.done(number, text)
