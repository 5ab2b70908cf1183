gunicorn --pid gunicorn.pid app:app
