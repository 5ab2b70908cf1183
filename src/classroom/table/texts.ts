/** What lies beside the chef's table, where nothing is asked: fetched with it. */
export const TEXTS = {
  en: `---
title: The chef’s table
summary: The whole diner, and nothing to solve.
chapter: own
minutes: 10
---

::step[Nothing to solve]{#table}

Your customers, your app, your cashiers. All of it can be changed, and each change is a new evening.

- :num[rate] orders a second come in from the street, :num[count] in all. Three in ten only want something from the shelf, and one in ten wants the report.
- :num[workers] workers with :num[threads] thread each stand at the counter, as :file[gunicorn.conf.py]{path=/srv/diner/gunicorn.conf.py} says.
- A burger means :num[seconds] s of :io[waiting] in :file[app.py]{path=/srv/diner/app.py}; the report is nothing but :run[work].
- What lies under \`/static/\` never gets past the door: :file[nginx.conf]{path=/etc/nginx/nginx.conf} hands it out.

**If you do not know where to begin**

- Find the number of workers from which on the :wait[line] stays short. Then get there with threads, and fewer workers.
- Turn the burger into work as well: put \`report()\` where \`burger()\` is. Do threads still help?
- Let the app fail for every tenth order, with an exception, or with \`os._exit(1)\`.
- Take the \`/static/\` location out of nginx. Who hands out the style sheet now, and how?
- Open the terminal and send a worker home: \`pkill -n gunicorn\`.
`,
  'zh-TW': `---
title: 主廚的餐桌
summary: 整間食堂都給你玩，沒有題目。
chapter: own
minutes: 10
---

::step[沒有題目]{#table}

客人、程式、收銀員，全都由你決定。每改一次，就重新開張一次。

- 街上每秒進來 :num[rate] 張單，總共 :num[count] 張。十張裡有三張只要架上的東西，有一張要報表。
- 櫃台有 :num[workers] 個 worker，各開 :num[threads] 條執行緒，寫在 :file[gunicorn.conf.py]{path=/srv/diner/gunicorn.conf.py} 裡。
- 一個漢堡在 :file[app.py]{path=/srv/diner/app.py} 裡:io[等] :num[seconds] 秒；報表則完全是:run[計算]。
- \`/static/\` 底下的東西進不了店門，:file[nginx.conf]{path=/etc/nginx/nginx.conf} 在門口就遞出去了。

**不知道從哪裡玩起的話**

- 找出 worker 要幾個，:wait[隊伍]才不會越排越長。再試試少請幾個、改用執行緒，能不能一樣快。
- 讓漢堡也變成計算：把 \`burger()\` 換成 \`report()\`。執行緒還幫得上忙嗎？
- 讓程式每十單出一次錯，丟個例外，或乾脆 \`os._exit(1)\`。
- 把 nginx 裡 \`/static/\` 那段 location 拿掉。樣式表現在由誰給？怎麼給？
- 打開終端機，請一個 worker 下班：\`pkill -n gunicorn\`。
`,
} as const;
