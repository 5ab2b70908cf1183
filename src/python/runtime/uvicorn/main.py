"""`uvicorn.run`: a server from within a script."""

import sys

from .config import Config
from .server import Server

STARTUP_FAILURE = 3


def run(app, **options):
    config = Config(app, **options)
    if (config.reload or config.workers > 1) and not isinstance(app, str):
        sys.stderr.write("WARNING:  You must pass the application as an import string to enable 'reload' or 'workers'.\n")
        sys.exit(STARTUP_FAILURE)
    if config.app_dir is not None:
        sys.path.insert(0, config.app_dir)
    code = Server(config).run()
    if code:
        sys.exit(code)


def main():
    """The command line."""
    from gd import core

    sys.exit(core.syscall("program", "uvicorn", sys.argv[1:]))
