"""Imports of the project's files: always from the machine's files as they are now, never from a bytecode cache."""

import importlib
import importlib.machinery
import os
import sys

from . import core, meter, processes, shadows

_compiled = {}  # (path, source) -> code: workers that import the same file share it
_MOST_COMPILED = 3000


class Loader(importlib.machinery.SourceFileLoader):
    def get_code(self, fullname):
        path = self.get_filename(fullname)
        process = processes.current
        source = process.sources.get(path) if process.inherits else None
        if source is None:
            source = self.get_data(path)
        process.sources[path] = source
        process.imported.append(fullname)
        key = (path, source)
        code = _compiled.get(key)
        if code is None:
            if len(_compiled) >= _MOST_COMPILED:
                _compiled.clear()
            code = _compiled[key] = meter.watch(self.source_to_code(source, path))
        return code

    def exec_module(self, module):
        shadows.mark(module)
        super().exec_module(module)
        from . import adjust

        adjust.after_import(module.__name__)


#: Two changes of a directory that are closer may have the same time (s): a step of Python takes no longer.
_SAME_TIME = 0.01


class Finder(importlib.machinery.FileFinder):
    """What it has listed it trusts, until the directory changes; not a listing as young as the change before it."""

    def find_spec(self, fullname, target=None):
        found = super().find_spec(fullname, target)
        if core.host_now() / 1e6 - self._path_mtime < _SAME_TIME:
            self._path_mtime = -1
        return found


def install():
    """Project directories are read by this loader; zip files and the standard library as before."""
    sys.dont_write_bytecode = True
    finder = Finder.path_hook(
        (importlib.machinery.ExtensionFileLoader, importlib.machinery.EXTENSION_SUFFIXES), (Loader, [".py"])
    )

    def hook(path):
        place = os.path.abspath(path)  # daphne and uwsgi put "." on the path
        if processes.is_machine_file(place + "/"):
            return finder(place)
        raise ImportError("not a directory of the project")

    sys.path_hooks.insert(0, hook)


def load(target):
    """Import `module` or `module:attribute.path`; raises what CPython raises."""
    module, _, attribute = target.partition(":")
    importlib.import_module(module)
    found = sys.modules[module]
    for part in filter(None, attribute.split(".")):
        found = getattr(found, part)
    return found


def call(target, args=(), kwargs=None):
    """Load a function and call it."""
    return load(target)(*args, **(kwargs or {}))
