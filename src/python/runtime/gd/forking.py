"""A forked process starts with its parent's modules: imported again, silently, from the sources that the parent imported.

Simplified: a real fork copies the memory. Here module-level code runs a second time, without output and without waiting.
"""

import importlib
import sys

from . import core, meter, processes


def take_over(process, parent):
    process.sources = dict(parent.sources)
    process.inherits = True
    process.handlers = dict(parent.handlers)
    parent_random = parent.modules.get("random") if parent is not processes.current else sys.modules.get("random")
    names = [n for n in dict.fromkeys(parent.imported) if n != "__main__"]
    path = list(sys.path if parent is processes.current else parent.path)
    before, stack = processes.current, core.cur
    quiet = core.Stack(0, process, 0)
    quiet.quiet = True
    process.path = path
    core.cur = quiet
    meter.begin(None)
    processes.switch(process)
    try:
        for name in names:
            try:
                importlib.import_module(name)
            except Exception:
                continue
        if parent_random is not None:
            importlib.import_module("random").setstate(parent_random.getstate())
    finally:
        process.inherits = False
        core.cur = stack
        if before is not None and before is not process:
            processes.switch(before)
