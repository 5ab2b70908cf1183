"""What a program finds that imports `gunicorn` (26.2): the names that settings, hooks and loggers are written with."""

version_info = (26, 2, 0)
__version__ = "26.2.0"
SERVER = "gunicorn"
SERVER_SOFTWARE = "gunicorn/26.2.0"
