"""Exceptions of the parsers."""

from gd.servers.gunicorn_body import InvalidHeader, InvalidHeaderName, NoMoreData, ParseException  # noqa: F401
