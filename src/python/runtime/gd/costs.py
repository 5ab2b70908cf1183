"""How the meter goes about what it counts: when it charges, and when it begins to charge more than things cost.

What they cost is in prices.py.
"""

#: A computation is flushed (charged, and open to signals and other threads) after this much of it: CPython's switch interval.
FLUSH_NS = 5_000_000
#: … or after so many events: what costs next to nothing has to be stopped, too.
FLUSH_EVENTS = 250_000
#: The same as FLUSH_NS once more is charged.
FAST_FLUSH_NS = 50_000_000
#: A single call that takes this long is flushed at the next event.
LONG_CALL_NS = 1_000_000
#: Events (branches, starts) without a wait after which a stack is charged more than it uses, so that an endless loop reaches the
#: server's timeout in bounded real time, which is about a tenth of a microsecond for each.
FAST_FORWARD_EVENTS = 12_000_000
#: The same for a loop that has no branch in it: only an exception could end it.
FAST_FORWARD_TURNS = 750_000
#: Events until the factor doubles.
FAST_FORWARD_MORE = 250_000
FAST_FORWARD_FIRST = 8
FAST_FORWARD_MOST = 1 << 20
#: Looks at the clock between two flushes from which on a loop counts as one that waits for the clock.
LOOKS_OFTEN = 40
#: What such a loop is charged: it goes by the clock, so that it ends when it should. A loop without a branch does not end.
FAST_FORWARD_SURE = 64
#: Lines kept per step.
MOST_LINES = 200
