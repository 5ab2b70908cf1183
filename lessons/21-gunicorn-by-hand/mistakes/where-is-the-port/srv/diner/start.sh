gunicorn --bind 0.0.0.0 wsgi:app
