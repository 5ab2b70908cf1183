"""Queues between greenlets."""

from queue import Empty, Full, LifoQueue, PriorityQueue, Queue, SimpleQueue  # noqa: F401

JoinableQueue = Queue
