"""What each greenlet has for itself."""

from threading import local  # noqa: F401
