"""What hooks get for the arbiter and a worker: the machine's side tells what is so; what a hook writes on them stays there."""

import os
import sys

from .. import processes
from .gunicorn_cfg import Cfg

_CLASSES = {
    "sync": ("sync", "SyncWorker"), "gthread": ("gthread", "ThreadWorker"), "gevent": ("ggevent", "GeventWorker"),
    "asgi": ("gasgi", "ASGIWorker"),
}  # fmt: skip


class _Log:
    """The log of a process whose lines do not go through Python's `logging`."""

    def __init__(self, known):
        self._known = known

    def log(self, level, message, *args, **_):
        from .gunicorn_log import log

        log(self._known, level.lower() if isinstance(level, str) else _LEVELS.get(level, "info"), message % args if args else message)

    def debug(self, message, *args, **_):
        self.log("debug", message, *args)

    def info(self, message, *args, **_):
        self.log("info", message, *args)

    def warning(self, message, *args, **_):
        self.log("warning", message, *args)

    def error(self, message, *args, **_):
        self.log("error", message, *args)

    def critical(self, message, *args, **_):
        self.log("critical", message, *args)

    def exception(self, message, *args, **_):
        from .gunicorn_log import log_exception

        log_exception(self._known, message % args if args else message, sys.exception())

    def __getattr__(self, name):
        """Its loggers, for who takes them: `server.log.error_log`."""
        import logging

        if name in ("error_log", "access_log"):
            return logging.getLogger(f"gunicorn.{name[:-4]}")
        raise AttributeError(f"'Logger' object has no attribute {name!r}")


_LEVELS = {10: "debug", 20: "info", 30: "warning", 40: "error", 50: "critical"}


class _Listener:
    def __init__(self, shown):
        self._shown = shown

    def __str__(self):
        return self._shown

    def getsockname(self):
        kind, _, where = self._shown.partition(":")
        if kind == "unix":
            return where
        host, _, port = where.strip("/").rpartition(":")
        return host.strip("[]"), int(port)


class _Heartbeat:
    """`worker.tmp`: it is the machine's side that looks after it."""

    def notify(self):
        pass


class Arbiter:
    master_name, master_pid, reexec_pid, pidfile, systemd = "Master", 0, 0, None, False

    def take(self, known, facts):
        cfg = known.cfg
        self.cfg, self.log, self.pid = cfg, known.logger or _Log(known), facts["pid"]
        self.num_workers, self.proc_name, self.address, self.timeout = facts["workers"], facts["name"], cfg.address, cfg.timeout
        self.LISTENERS = [_Listener(shown) for shown in facts["listeners"]]
        self.WORKERS = {pid: worker_of(known, facts, age) for pid, age in facts["children"]}
        for pid, worker in self.WORKERS.items():
            worker.pid = pid
        self.worker_age = max((w.age for w in self.WORKERS.values()), default=0)


class Worker:
    aborted, reloader, nr, alive, booted, pid, wsgi = False, None, 0, True, False, "[booting]", None

    def take(self, known, facts):
        cfg = known.cfg
        self.cfg, self.log = cfg, known.logger or _Log(known)
        self.age, self.nr, self.alive, self.booted = facts["age"], facts["nr"], facts["alive"], facts["booted"]
        self.pid = facts["pid"] or "[booting]"
        self.max_requests = facts["max_requests"] or sys.maxsize
        if known.app is not None:
            self.wsgi = known.app

    def __str__(self):
        return f"<Worker {self.pid}>"


Arbiter.__module__ = "gunicorn.arbiter"
Worker.__module__ = "gunicorn.workers.base"


def worker_of(known, server, age):
    """The object for the worker of that age."""
    worker = known.workers.get(age)
    if worker is None:
        module, name = _CLASSES.get(server["worker_class"], ("base", "Worker"))
        kind = type(name, (Worker,), {"__module__": f"gunicorn.workers.{module}"})
        worker = known.workers[age] = kind()
        cfg = worker.cfg = known.cfg
        worker.log, worker.age, worker.ppid, worker.timeout = known.logger or _Log(known), age, server["pid"], cfg.timeout / 2
        worker.sockets = [_Listener(shown) for shown in server["listeners"]]
        worker.tmp = _Heartbeat()
    return worker


def stands(known, facts):
    """`(arbiter, worker)` for a call of a hook; None for a worker where there is none."""
    known.cfg = Cfg(facts["config"], known.names)
    known.server.take(known, facts["server"])
    its = facts.get("worker")
    if its is None:
        return known.server, None
    worker = worker_of(known, facts["server"], its["age"])
    worker.take(known, its)
    if its["pid"] == processes.current.pid:
        known.worker = worker
    return known.server, worker


def own_worker(known):
    """This process's own, for the hooks that Python calls with each request."""
    if known.worker is None:
        facts = {"worker_class": known.worker_class, "pid": os.getppid(), "listeners": ()}
        known.worker = worker_of(known, facts, known.age)
        known.worker.pid = os.getpid()
    known.worker.nr = known.nr
    return known.worker
