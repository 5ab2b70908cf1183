"""Which modules wait in a friendly way: all of them do here."""

from . import import_patched, monkey_patch  # noqa: F401


def is_monkey_patched(_module):
    return True


def original(name):
    import importlib

    return importlib.import_module(name)
