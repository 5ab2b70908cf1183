"""Applications that start gunicorn from a script of the project's own (gunicorn/app/base.py 26.2): this very process is the arbiter."""

import sys
import types

from gd import core
from gd.servers import gunicorn_given


class _Names:
    """Which settings there are is the machine's to know: what is none of them, it leaves out."""

    def __contains__(self, name):
        return isinstance(name, str)


class _Config:
    """What `load_config` sets; everything else has its default."""

    settings = _Names()

    def __init__(self):
        self.chosen = {}

    def set(self, name, value):
        self.chosen[name] = value

    def __getattr__(self, name):
        try:
            return self.__dict__["chosen"][name]
        except KeyError:
            raise AttributeError(f"No configuration setting for: {name}") from None


class BaseApplication:
    def __init__(self, usage=None, prog=None):
        self.usage, self.prog = usage, prog
        self.cfg = self.callable = self.logger = None
        self.do_load_config()

    def do_load_config(self):
        try:
            self.load_default_config()
            self.load_config()
        except Exception as e:
            sys.stderr.write(f"\nError: {e}\n")
            sys.exit(1)

    def load_default_config(self):
        self.cfg = _Config()

    def init(self, parser, opts, args):
        raise NotImplementedError

    def load_config(self):
        raise NotImplementedError

    def load(self):
        raise NotImplementedError

    def reload(self):
        self.do_load_config()

    def wsgi(self):
        if self.callable is None:
            self.callable = self.load()
        return self.callable

    def run(self):
        gunicorn_given.give(self)
        sys.stdout.flush()
        sys.exit(core.syscall("program", "gunicorn", [gunicorn_given.NAME]))


class Application(BaseApplication):
    """One whose `init` is given the words of the command line, and may answer with settings."""

    def load_config(self):
        words = sys.argv[1:]
        for name, value in (self.init(None, types.SimpleNamespace(args=words), words) or {}).items():
            self.cfg.set(name.lower(), value)
