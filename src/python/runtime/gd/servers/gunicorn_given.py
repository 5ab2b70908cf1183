"""An application object of a script that starts gunicorn itself (`BaseApplication.run`), and where its workers have theirs from.

A fork starts with its parent's modules imported again (gd.forking); the script is run again too, without output and without
waiting, as far as the place where it started gunicorn. What stands there is the worker's own.
"""

import sys

from .. import core, forking, processes

#: Stands for the application where a name would, and for its settings where a file would.
NAME = "<given>"


class _Reached(BaseException):
    """The script has come to where it was forked."""


def give(application):
    process = processes.current
    process.given_application = application
    if getattr(process, "runs_again", False):
        raise _Reached


def application():
    process = processes.current
    if getattr(process, "given_application", None) is None:
        _run_again(process, processes.table[process.ppid])
    return process.given_application


def _run_again(process, parent):
    stack, process.runs_again = core.cur, True
    quiet, stack.quiet = stack.quiet, True
    sys.argv[:] = parent.argv
    process.program = parent.program
    try:
        process.program()
    except _Reached:
        if parent.given_application.callable is not None:
            process.given_application.wsgi()  # it was loaded before the fork (preload_app)
    finally:
        sys.stdout.flush()
        stack.quiet, process.runs_again = quiet, False
    before, after = parent.modules.get("__main__"), sys.modules["__main__"]
    if before is not None:
        forking.copy_data(vars(before), vars(after))
