"""Diagnostics for the editor: what CPython's compiler says of a source, with its place."""

import warnings


def compile(source, path):  # named after what it does, as the caller sees it
    """None, or {type, message, file, line, column, endLine, endColumn} of the syntax error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            __builtins__["compile"](source, path, "exec", dont_inherit=True)
        except SyntaxError as e:
            return {
                "type": type(e).__name__,
                "message": e.msg,
                "file": path,
                "line": e.lineno or 1,
                "column": e.offset or 1,
                "endLine": e.end_lineno or e.lineno or 1,
                "endColumn": e.end_offset or e.offset or 1,
            }
        except ValueError as e:
            return {
                "type": "SyntaxError", "message": str(e), "file": path, "line": 1, "column": 1, "endLine": 1, "endColumn": 1,
            }
    return None
