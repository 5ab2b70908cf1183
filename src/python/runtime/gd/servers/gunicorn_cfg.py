"""gunicorn's settings as Python objects: `cfg`, as hooks and loggers know it."""

import types


class Cfg(types.SimpleNamespace):
    """The settings by name. What only Python can hold (classes, functions, dictionaries of them) is the file's own object."""

    def __init__(self, plain, names):
        super().__init__(**{k: _value(v, names.get(k)) for k, v in plain.items()})
        self.uid, self.gid = self.user, self.group
        self.worker_class_str = "gthread" if self.worker_class == "sync" and self.threads > 1 else str(self.worker_class)
        self.is_ssl = self.certfile or self.keyfile
        self.env = dict(entry.split("=", 1) for entry in self.raw_env if "=" in entry)
        self.address = [_address(bind) for bind in self.bind]
        self.proc_name = self.proc_name or self.default_proc_name


def _value(plain, own):
    if not isinstance(plain, dict):
        return plain
    if own is not None:
        return own
    return plain["v"] if plain.get("t") == "dict" else _nothing


def _nothing(*_args):
    """A hook that the file does not define."""


def _address(bind):
    if bind.startswith("unix:"):
        return bind[5:]
    host, _, port = bind.rpartition(":")
    return host.strip("[]"), int(port) if port.isdigit() else 8000
