"""What applications take from here."""

from gd.servers.gunicorn_http import FileWrapper  # noqa: F401

from gunicorn import SERVER, SERVER_SOFTWARE  # noqa: F401
