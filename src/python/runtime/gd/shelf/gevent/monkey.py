"""Patching: every wait is friendly here, so there is nothing left to replace."""

from gd.greens import cooperate

_NAMES = "socket dns time select thread os ssl subprocess sys builtins signal queue contextvars".split()


def patch_all(**_which):
    cooperate()
    return True


for _name in _NAMES:
    globals()[f"patch_{_name}"] = patch_all


def is_module_patched(_name):
    return True


def is_object_patched(_module, _name):
    return True


def get_original(module, names):
    import importlib

    found = importlib.import_module(module)
    return getattr(found, names) if isinstance(names, str) else [getattr(found, name) for name in names]
