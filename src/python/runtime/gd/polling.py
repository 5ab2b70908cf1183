"""Waiting for sockets: one system call behind `select.select`, `select.poll` and the classes of `selectors`."""

import select
import selectors
import time

from . import core

#: Python sees the machine's descriptors from here on, clear of those that C code gives to open files.
BASE = 1000
READ, WRITE, ERROR, HANGUP = 1, 4, 8, 16


def restarting(name, *args):
    """A system call that goes on after a signal whose handler did not raise (PEP 475)."""
    while True:
        try:
            return core.syscall(name, *args)
        except InterruptedError:
            from . import signals

            signals.run_pending()


def poll(interests, timeout, lock=None):
    """[[fd, mask]…] that are ready among [[fd, mask]…], machine's numbers; timeout in seconds, None for ever."""
    until = None if timeout is None else time.monotonic() + timeout
    seen = None if lock is None else core.cur.process.wakes.get(lock, 0)
    while True:
        try:
            left = None if until is None else max(0, until - time.monotonic())
            return core.syscall("net.poll", interests, None if left is None else -int(-left * 1e6 // 1), lock, seen)
        except InterruptedError:
            from . import signals

            signals.run_pending()


def _fd(item):
    number = item if isinstance(item, int) else item.fileno()
    if number < 0:
        raise ValueError("file descriptor cannot be a negative integer (-1)")
    return number - BASE if number >= BASE else number


def select_lists(rlist, wlist, xlist, timeout=None):
    rlist, wlist = list(rlist), list(wlist)
    masks = {}
    for items, mask in ((rlist, READ), (wlist, WRITE)):
        for item in items:
            masks[_fd(item)] = masks.get(_fd(item), 0) | mask
    ready = {fd: mask for fd, mask in poll([[fd, mask] for fd, mask in masks.items()], timeout)}
    r = [i for i in rlist if ready.get(_fd(i), 0) & (READ | ERROR | HANGUP)]
    w = [i for i in wlist if ready.get(_fd(i), 0) & (WRITE | ERROR)]
    return r, w, []


class Poll:
    """select.poll: POLLIN 1 and POLLOUT 4, POLLERR 8 and POLLHUP 16 are Linux's own numbers."""

    def __init__(self):
        self._masks = {}

    def register(self, item, mask=READ | WRITE | 2):
        self._masks[_fd(item)] = mask

    modify = register

    def unregister(self, item):
        del self._masks[_fd(item)]

    def poll(self, timeout=None):
        seconds = None if timeout is None or timeout < 0 else timeout / 1000
        return [(fd + BASE, mask) for fd, mask in poll([list(pair) for pair in self._masks.items()], seconds)]


class Selector(selectors._BaseSelectorImpl):
    """selectors.DefaultSelector; `lock`: a wake of that lock ends the wait as well."""

    lock = None
    waiting = False  # in the kernel, with nobody kept from anything

    def _interests(self):
        wanted = []
        for key in self._fd_to_key.values():
            mask = (READ if key.events & selectors.EVENT_READ else 0) | (WRITE if key.events & selectors.EVENT_WRITE else 0)
            wanted.append([_fd(key.fd), mask])
        return wanted

    def _told(self, ready):
        found = []
        for fd, mask in ready:
            key = self._fd_to_key.get(fd + BASE) or self._fd_to_key.get(fd)
            if key is None:
                continue
            events = (selectors.EVENT_READ if mask & ~WRITE else 0) | (selectors.EVENT_WRITE if mask & ~READ else 0)
            if events & key.events:
                found.append((key, events & key.events))
        return found

    def select(self, timeout=None):
        seconds = None if timeout is None else max(0, timeout)
        self.waiting = True
        try:
            return self._told(poll(self._interests(), seconds, self.lock))
        finally:
            self.waiting = False


def install():
    select.select, select.poll = select_lists, Poll
    # Modules that took a selector class before now get one that works as well.
    selectors.PollSelector._selector_cls = Poll
    selectors.SelectSelector._select = staticmethod(select_lists)
    for name in ("DefaultSelector", "SelectSelector", "PollSelector", "EpollSelector"):
        setattr(selectors, name, Selector)
