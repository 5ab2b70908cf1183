"""Queues between green threads."""

from queue import Empty, Full, LifoQueue, PriorityQueue, Queue, SimpleQueue as LightQueue  # noqa: F401
