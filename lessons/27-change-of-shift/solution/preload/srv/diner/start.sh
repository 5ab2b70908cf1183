gunicorn --preload \
  --pid gunicorn.pid app:app
