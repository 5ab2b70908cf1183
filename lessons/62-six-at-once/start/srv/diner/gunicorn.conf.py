bind = "0.0.0.0:80"
workers = 1
worker_class = "gevent"
