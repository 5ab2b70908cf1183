"""The interactive prompt: the machine's line editor reads a line, this runs it, as `code` of the standard library does."""

import builtins
import linecache
import sys

from . import main, meter, processes, shadows

#: What may be said without parentheses where no variable has the name (CPython 3.13, _pyrepl.simple_interact).
_COMMANDS = ("exit", "quit", "copyright", "credits", "license", "help")


def _console(names):
    """Here and not above: until somebody asks for a prompt, `code` is a name that a project may have."""
    import code

    class Console(code.InteractiveConsole):
        inputs = 0

        def push(self, line, filename=None, _symbol="single"):
            """Line by line; each input is a file of its own, whose lines tracebacks show."""
            if not self.buffer and line.strip() in _COMMANDS and line.strip() not in self.locals:
                line = f"{line.strip()}()"
            name = f"<python-input-{self.inputs}>"
            lines = [f"{one}\n" for one in "\n".join([*self.buffer, line]).split("\n")]
            linecache.cache[name] = (sum(map(len, lines)), None, lines, name)
            more = super().push(line, name, _symbol)
            if not more:
                self.inputs += 1
            return more

        def runcode(self, typed):
            super().runcode(meter.watch(typed))

    return Console(names)


def _show(value):
    """sys.displayhook; `_` belongs to the process and not to the interpreter that all of them share."""
    if value is None:
        return
    sys.stdout.write(f"{value!r}\n")
    console = processes.current.console
    if console is not None:
        console.locals["_"] = value


def open(banner):
    """Begin, in the namespace of what has run before with `-i`."""
    before = sys.modules.get("__main__")
    if before is None or not hasattr(before, "__builtins__"):
        shadows.start_in("")
        before = main.fresh(None)
    processes.current.console = _console(vars(before))
    if banner:
        what = 'Type "help", "copyright", "credits" or "license" for more information.'
        sys.stdout.write(f"Python {sys.version} on {sys.platform}\n{what}\n")
        sys.stdout.flush()


def push(line):
    """Does the line want more? Raises SystemExit."""
    try:
        return processes.current.console.push(line)
    finally:
        sys.stdout.flush()
        for name in ("last_type", "last_value", "last_exc", "last_traceback"):
            vars(sys).pop(name, None)


def reset():
    processes.current.console.resetbuffer()


def install():
    sys.displayhook = _show
    for name in ("exit", "quit"):
        if not hasattr(builtins, name):
            setattr(builtins, name, sys.exit)
