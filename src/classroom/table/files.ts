/** What stands on the chef's table at first: an app that waits for one thing and works for another, and all around it. */
export const APP = '/srv/diner/app.py';
export const SETTINGS = '/srv/diner/gunicorn.conf.py';
export const NGINX = '/etc/nginx/nginx.conf';
export const STYLE = '/srv/diner/static/menu.css';

export const FILES: Readonly<Record<string, string>> = {
  [SETTINGS]: `bind = "127.0.0.1:8000"
workers = 2
threads = 1
timeout = 30
`,
  [APP]: `import time

served = 0


def burger():
    time.sleep(0.4)
    return "one burger"


def report():
    total = 0
    for n in range(400_000):
        total += n % 7
    return f"{total} burgers so far"


def app(environ, start_response):
    global served
    served += 1
    path = environ["PATH_INFO"]
    if path == "/burger":
        status, text = "200 OK", burger()
    elif path == "/report":
        status, text = "200 OK", report()
    else:
        status, text = "404 Not Found", f"{path} is not on the menu"
    body = f"{text}, order {served} of this worker\\n".encode()
    start_response(status, [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
    ])
    return [body]
`,
  [NGINX]: `user www-data;
worker_processes 1;

events {
    worker_connections 1024;
}

http {
    access_log /var/log/nginx/access.log;

    server {
        listen 80;
        server_name diner.example;

        location / {
            proxy_pass http://127.0.0.1:8000;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }

        location /static/ {
            root /srv/diner;
        }
    }
}
`,
};
