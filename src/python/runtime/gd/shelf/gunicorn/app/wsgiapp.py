"""The command `gunicorn` as a function, and as an application that others make theirs from."""

import sys

from gd import core
from gd.servers.gunicorn_app import import_app

from .base import Application


class WSGIApplication(Application):
    app_uri = None

    def init(self, parser, opts, args):
        return None

    def load(self):
        return import_app(self.app_uri)

    def run(self):
        kind = type(self)
        if kind.load_config is not Application.load_config or kind.init is not WSGIApplication.init:
            return super().run()
        sys.stdout.flush()
        sys.exit(core.syscall("program", "gunicorn", sys.argv[1:]))


def run(prog=None):
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]", prog=prog).run()
