"""flock(2) and lockf(3): locks on files between processes, and the waiting for them in virtual time.

All processes' files are descriptors of one runtime, where a lock is always granted. So who holds which file is written down
here. A lock goes with its descriptor: one that is closed, or stands for another file by now, holds nothing any more.
What differs: a waiter looks again at intervals, so who waited longest is not always the next; lockf's ranges are the whole file.
"""

import errno
import fcntl
import os
import time

_held = {}  # (device, inode) -> {descriptor: shared?}
_FIRST, _LONGEST = 0.0005, 0.01


def _key(fd):
    known = os.fstat(fd)
    return known.st_dev, known.st_ino


def _holds(fd, key):
    try:
        return _key(fd) == key
    except OSError:
        return False


def _free(holders, fd, key, shared):
    """May `fd` have it now? Forgets who holds nothing any more."""
    for other in [other for other in holders if other != fd]:
        if not _holds(other, key):
            del holders[other]
        elif not (shared and holders[other]):
            return False
    return True


def flock(fd, operation):
    fd = fd if isinstance(fd, int) else fd.fileno()
    key = _key(fd)
    holders = _held.setdefault(key, {})
    if operation & fcntl.LOCK_UN:
        holders.pop(fd, None)
        return
    shared = bool(operation & fcntl.LOCK_SH)
    pause = _FIRST
    while not _free(holders, fd, key, shared):
        if operation & fcntl.LOCK_NB:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST)
    holders[fd] = shared


def lockf(fd, cmd, len=0, start=0, whence=0):
    flock(fd, cmd)


def install():
    fcntl.flock, fcntl.lockf = flock, lockf
