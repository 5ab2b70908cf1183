"""What computing costs in virtual time. Fixed numbers, so that a run is the same everywhere.

One executed line, and one backward or forward jump within a line, costs EVENT_NS. A line of CPython 3.14 takes 30 to 100 ns
on a server; the events of library code that is not metered (the standard library, C functions) are paid for by the rest.
"""

EVENT_NS = 200
#: A computation is flushed (charged, and open to signals and other threads) after this much of it.
FLUSH_NS = 10_000_000
#: The same once lines are charged in larger steps.
FAST_FLUSH_NS = 50_000_000
#: After this much CPU without a wait a stack is charged in larger steps, so that an endless loop reaches the server's
#: timeout in bounded real time: 10,000,000 events are about a second of real time.
FAST_FORWARD_NS = 2_000_000_000
FAST_FORWARD_FIRST = 64
FAST_FORWARD_MOST = 1 << 12
#: Lines kept per step.
MOST_LINES = 200
