"""gunicorn's HTTP side: the machine's own does the work."""
