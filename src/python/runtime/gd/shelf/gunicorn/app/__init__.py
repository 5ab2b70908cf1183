"""Applications of gunicorn itself."""
