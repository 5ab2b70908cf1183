"""The class of a worker, for who makes one of his own from it: what it overrides is not called here."""

from gd.servers.gunicorn_stands import Worker


class ASGIWorker(Worker):
    model = "asgi"
