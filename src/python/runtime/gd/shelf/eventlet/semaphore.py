"""Semaphores between green threads."""

from threading import BoundedSemaphore, Semaphore  # noqa: F401
