"""Work that no other host does: it keeps this process's CPU, and with it the interpreter's lock, busy."""

from gd import core as _core

#: Microseconds of CPU per page.
PAGE = 50_000


def build(pages=1):
    """Lay out `pages` pages; returns the size in bytes. Nothing is waited for: the CPU computes."""
    for _ in range(pages):
        _core.work(PAGE)
    return 18_000 * pages
