"""The class of all workers, as hooks meet it."""

from gd.servers.gunicorn_stands import Worker  # noqa: F401
