/** The README that goes home: the commands of the lesson, for a real machine. Written twice, once in each language. */
import type { Project } from './project.ts';

export type Language = 'en' | 'zh-TW';

const block = (lines: readonly string[]): string => `\`\`\`sh\n${lines.join('\n')}\n\`\`\`\n`;

interface Parts {
  readonly start: string;
  readonly unit: string;
  readonly site: string;
  readonly visits: readonly string[];
}

function parts(project: Project, start: string): Parts {
  const paths = Object.keys(project.own);
  const site = paths.find((path) => path.startsWith('nginx/')) ?? 'nginx/site.conf';
  const unit = paths.find((path) => path.startsWith('systemd/'))?.slice('systemd/'.length) ?? `${project.name}.service`;
  const visits = project.visits.map(({ path, count }) =>
    count === 1
      ? `curl -i http://localhost${path}`
      : `for i in $(seq ${count}); do curl -s http://localhost${path} & done; wait`,
  );
  return { start, unit, site, visits: visits.length > 0 ? visits : ['curl -i http://localhost/'] };
}

const installs = (site: string): string[] =>
  site === 'nginx/nginx.conf'
    ? ['sudo cp nginx/nginx.conf /etc/nginx/nginx.conf']
    : [
        `sudo cp ${site} /etc/nginx/sites-available/diner`,
        'sudo ln -sf /etc/nginx/sites-available/diner /etc/nginx/sites-enabled/diner',
        'sudo rm -f /etc/nginx/sites-enabled/default',
      ];

function english(project: Project, p: Parts): string {
  const { home } = project.app;
  return `# ${project.name}

Yours, from the Gateway Diner. Everything here is an ordinary project: no part of the sandbox is in it.

## Try it

${block(['python3 -m venv .venv', '. .venv/bin/activate', 'pip install -r requirements.txt', p.start])}
In a second terminal: \`curl -i http://127.0.0.1:${project.app.port}${project.visits[0]?.path ?? '/'}\`.

## With Docker

${block(['docker compose up --build', 'curl -i http://localhost:8080/'])}
## On a server (Debian or Ubuntu)

${block([
  'sudo apt install nginx python3-venv',
  `sudo mkdir -p ${home} && sudo cp -r . ${home} && sudo chown -R ${project.app.user} ${home}`,
  `cd ${home} && python3 -m venv .venv && .venv/bin/pip install -r requirements.txt`,
  `sudo cp systemd/${p.unit} /etc/systemd/system/`,
  'sudo systemctl daemon-reload',
  `sudo systemctl enable --now ${p.unit}`,
  ...installs(p.site),
  'sudo nginx -t && sudo systemctl reload nginx',
])}
The unit runs as \`${project.app.user}\`: change \`User=\` where your machine has no such account. For HTTPS, once a name
points to the machine: \`sudo apt install certbot python3-certbot-nginx && sudo certbot --nginx\`.

## Visit it as the lesson's customers did

${block(p.visits)}${missing(project, {
    kitchen:
      'The app imports `diner`, the kitchen of the sandbox: a real machine has none. Put your own database or service in its place.',
    server:
      'The lesson started its app by other means than gunicorn or uvicorn; the files here start it with gunicorn.',
  })}`;
}

function chinese(project: Project, p: Parts): string {
  const { home } = project.app;
  return `# ${project.name}

這是你從「閘道食堂」打包回家的專案。裡面都是一般的檔案，跟沙盒無關，拿到哪裡都能跑。

## 先在自己的電腦跑跑看

${block(['python3 -m venv .venv', '. .venv/bin/activate', 'pip install -r requirements.txt', p.start])}
另開一個終端機：\`curl -i http://127.0.0.1:${project.app.port}${project.visits[0]?.path ?? '/'}\`。

## 用 Docker

${block(['docker compose up --build', 'curl -i http://localhost:8080/'])}
## 放上伺服器（Debian 或 Ubuntu）

${block([
  'sudo apt install nginx python3-venv',
  `sudo mkdir -p ${home} && sudo cp -r . ${home} && sudo chown -R ${project.app.user} ${home}`,
  `cd ${home} && python3 -m venv .venv && .venv/bin/pip install -r requirements.txt`,
  `sudo cp systemd/${p.unit} /etc/systemd/system/`,
  'sudo systemctl daemon-reload',
  `sudo systemctl enable --now ${p.unit}`,
  ...installs(p.site),
  'sudo nginx -t && sudo systemctl reload nginx',
])}
服務以 \`${project.app.user}\` 的身分執行；機器上沒有這個帳號的話，請改 \`User=\`。等網域指到這台機器之後，就能申請憑證：
\`sudo apt install certbot python3-certbot-nginx && sudo certbot --nginx\`。

## 像課程裡的客人那樣上門

${block(p.visits)}${missing(project, {
    kitchen: '程式匯入了沙盒的廚房 `diner`，真的機器上沒有這個模組，請換成你自己的資料庫或服務。',
    server: '課程裡的程式不是用 gunicorn 或 uvicorn 啟動的；這裡附的檔案改用 gunicorn 啟動。',
  })}`;
}

const missing = ({ missing: list }: Project, words: Readonly<Record<Project['missing'][number], string>>): string =>
  list.length === 0 ? '' : `\n${list.map((one) => `> ${words[one]}\n`).join('')}`;

export function readme(project: Project, start: string, language: Language): string {
  const p = parts(project, start);
  return language === 'en' ? english(project, p) : chinese(project, p);
}
