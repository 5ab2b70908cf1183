"""Finding the application that `MODULE:NAME` means (gunicorn.util.import_app)."""

import ast
import importlib
import os

from . import gunicorn_given


class AppImportError(Exception):
    pass


AppImportError.__module__ = "gunicorn.errors"


def import_app(uri):
    """`MODULE[:NAME or CALL]` as gunicorn understands it."""
    if uri == gunicorn_given.NAME:
        return gunicorn_given.application().wsgi()
    module, _, expression = uri.partition(":")
    expression = expression if ":" in uri else "application"
    try:
        found = importlib.import_module(module)
    except ImportError:
        if module.endswith(".py") and os.path.exists(module):
            name = module.rsplit(".", 1)[0]
            raise ImportError(f"Failed to find application, did you mean '{name}:{expression}'?")
        raise
    try:
        tree = ast.parse(expression, mode="eval").body
    except SyntaxError:
        raise AppImportError(f"Failed to parse {expression!r} as an attribute name or function call.")
    args = kwargs = None
    if isinstance(tree, ast.Name):
        name = tree.id
    elif isinstance(tree, ast.Call):
        if not isinstance(tree.func, ast.Name):
            raise AppImportError(f"Function reference must be a simple name: {expression!r}")
        name = tree.func.id
        try:
            args = [ast.literal_eval(a) for a in tree.args]
            kwargs = {k.arg: ast.literal_eval(k.value) for k in tree.keywords}
        except ValueError:
            raise AppImportError(f"Failed to parse arguments as literal values: {expression!r}")
    else:
        raise AppImportError(f"Failed to parse {expression!r} as an attribute name or function call.")
    return _application(found, module, expression, name, args, kwargs)


def _application(found, module, expression, name, args, kwargs):
    try:
        app = getattr(found, name)
    except AttributeError:
        raise AppImportError(f"Failed to find attribute {name!r} in {module!r}.")
    if args is not None:
        try:
            app = app(*args, **kwargs)
        except TypeError as e:
            if _inside(e, app):
                raise
            raise AppImportError(f"TypeError: {e}")
    if app is None:
        raise AppImportError(f"Failed to find application object: {expression!r}")
    if not callable(app):
        raise AppImportError("Application object must be callable.")
    return app


def _inside(e, function):
    trace = e.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code is getattr(function, "__code__", None):
            return True
        trace = trace.tb_next
    return False


