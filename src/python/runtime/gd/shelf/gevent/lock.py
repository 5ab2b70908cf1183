"""Locks between greenlets."""

from threading import BoundedSemaphore, RLock, Semaphore  # noqa: F401
