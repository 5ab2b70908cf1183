"""Applications of gunicorn itself: it is started as a command here."""
