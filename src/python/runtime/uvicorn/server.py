"""A server that an application starts itself: the machine's uvicorn in this very process, until it is told to stop."""

import sys

from gd import core, processes

from .config import LOGGING_CONFIG

#: Stands for an application that is an object and not an import string.
GIVEN = "<given>"


class Server:
    def __init__(self, config):
        self.config = config
        self.started = self.should_exit = self.force_exit = False

    def run(self, sockets=None):
        config, process = self.config, processes.current
        process.given = {"app": config.app, "custom_logging": config.log_config is not LOGGING_CONFIG}
        process.given["log_config"] = config.log_config
        sys.stdout.flush()
        app = config.app if isinstance(config.app, str) else GIVEN
        code = core.syscall("program", "uvicorn", [*config.words(), app])
        self.started = code == 0
        return code

    async def serve(self, sockets=None):
        code = self.run(sockets)
        if code:
            sys.exit(code)
