gunicorn -b 0.0.0.0:8000 --threads 4 app:app
