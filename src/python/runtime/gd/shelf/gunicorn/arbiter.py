"""The arbiter's class, as hooks meet it."""

from gd.servers.gunicorn_stands import Arbiter  # noqa: F401
