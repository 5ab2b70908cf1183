/** The files among which the recorded command lines work: what a learner's machine has, in small. */
const LOG = Array.from({ length: 24 }, (_, i) => {
  const status = i % 7 === 3 ? 502 : i % 5 === 2 ? 404 : 200;
  const path = ['/', '/menu', '/static/logo.png', '/order?id=7'][i % 4] ?? '/';
  const second = String(i * 2).padStart(2, '0');
  return `203.0.113.${1 + (i % 3)} - - [20/Nov/2026:08:15:${second} +0000] "GET ${path} HTTP/1.1" ${status} ${(i * 37) % 900} "-" "curl/7.88.1"`;
});

export const FILES: Readonly<Record<string, string>> = {
  'access.log': `${LOG.join('\n')}\n`,
  'app.py': `from flask import Flask

app = Flask(__name__)


@app.route("/")
def hello():
    return "<h1>Hello There!</h1>"


if __name__ == "__main__":
    app.run(debug=True)
`,
  'diner.service': `[Unit]
Description=The diner
After=network.target

[Service]
User=ubuntu
Group=www-data
# EnvironmentFile=/etc/diner.env
ExecStart=/srv/diner/venv/bin/gunicorn --workers 3 --bind unix:/run/diner.sock wsgi:app

[Install]
WantedBy=multi-user.target
`,
  'site.conf': `server {
\tlisten 80;
\tserver_name diner.example www.diner.example;

\tlocation /static/ {
\t\troot /srv;
\t}
\tlocation / {
\t\tproxy_pass http://127.0.0.1:8000;
\t\tproxy_set_header Host $host;
\t}
}
`,
  passwd: `root:x:0:0:root:/root:/bin/bash
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
ubuntu:x:1000:1000:Ubuntu:/home/ubuntu:/bin/bash
deploy:x:1001:1001::/home/deploy:/bin/sh
`,
  'fruits.txt': 'pear\napple\nfig\napple\nBanana\ncherry\nfig\napple\n',
  'numbers.txt': '10\n9\n2\n33\n1\n-4\n2.5\n10\n',
  'sizes.txt': '2K\n1G\n512\n3M\n10K\n',
  'table.csv': 'name,role,age\nMei,cook,31\nBo,cashier,24\nAn,manager,45\nLi,cook,28\n',
  'a.txt': 'one\ntwo\nthree\nfour\n',
  'b.txt': 'one\n2\nthree\nfour\nfive\n',
  'menu.txt': '漢堡 120\n薯條 60\n可樂 40\n',
  'no-newline': 'last line without end',
  empty: '',
  'spaced name.txt': 'in a file with a space\n',
  'tabs.txt': 'a\tb\tc\n1\t22\t333\n',
  'blank.txt': 'x\n\n\n\ny\n\nz\n',
  'src/main.py': 'import os\nprint(os.getcwd())\n',
  'src/util/helper.py': 'def helper():\n    return 42  # TODO\n',
  'src/util/notes.md': '# Notes\nTODO: write them\n',
  'src/.hidden': 'secret\n',
};

/** Their time of change, seconds since 1970: 20 November 2026, 08:00 UTC. */
export const CHANGED = 1_795_161_600;
