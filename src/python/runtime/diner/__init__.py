"""The diner's kitchen: a database, a grill and a PDF maker, for code that has something to wait for.

    from diner import db, grill, pdf

    db.query("select * from orders")      # waits for the host db.internal
    grill.get("burger")                   # waits for the host grill.internal
    pdf.build(pages=3)                    # computes: the CPU is busy

`diner.aio` has the first two for coroutines. They are thin clients: one line of JSON each way over a TCP connection, so that
latency, refused connections, time limits and pools are what they are between real hosts.
"""

from . import db, grill, pdf

__all__ = ["db", "grill", "pdf"]
