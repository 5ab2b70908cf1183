# python3 serve.py
from wsgiref.simple_server import make_server

from wsgi import app

make_server("127.0.0.1", 8000, app).serve_forever()
