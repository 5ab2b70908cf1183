/**
 * What is the real thing here, what is a model of it, what is less than that, and what is not there at all. One row each:
 * group | what it is | name | 名稱 | said | 說明. The reference shows it, and docs/fidelity.md is made from it.
 */
export type Truth = 'real' | 'modelled' | 'simplified' | 'absent';
export type TruthGroup = 'machine' | 'python' | 'nginx' | 'servers' | 'tls' | 'shell' | 'clients';

export interface TruthRow {
  readonly group: TruthGroup;
  readonly is: Truth;
  readonly name: { readonly en: string; readonly zh: string };
  readonly says: { readonly en: string; readonly zh: string };
}

const ROWS = `
machine | modelled | Time | 時間 | One virtual clock in whole microseconds. Nobody asks your computer what time it is, so a run is the same everywhere. | 只有一個以微秒計的虛擬時鐘，從不看你電腦的時間，所以同一個場景到哪裡跑都一樣。
machine | modelled | Processor cores | CPU 核心 | Whoever computes holds a core or waits for one, a few milliseconds at a time. There are no priorities. | 要計算就得占一個核心，不然就等；一次幾毫秒，大家輪流。沒有優先順序之分。
machine | modelled | Processes, signals, files, users | 行程、訊號、檔案、使用者 | Fork and wait, exit statuses, signal handlers, modes and owners, pipes, locks, terminals. | fork 與 wait、結束碼、訊號處理、權限與擁有者、管線、檔案鎖、終端機。
machine | modelled | Connections | 連線 | TCP and unix sockets with a backlog, finite buffers and the distance between hosts. | TCP 與 unix socket，有 backlog、有限的緩衝區，也有主機之間的距離。
machine | simplified | What programs cost | 程式花多少時間 | Nginx, Gunicorn and the tools are charged round figures for what they do; reading a file takes no time of its own. | Nginx、Gunicorn 和各種工具只按大概的數字計時；讀檔本身不花時間。
machine | simplified | Memory | 記憶體 | Estimated by the kind of program, for ps, top and free. Nobody is killed for want of it. | ps、top、free 看到的是依程式種類估計的數字；不會有行程因為記憶體不足被砍掉。
machine | absent | Bad lines | 不穩的網路 | Lost packets, congestion, IPv6 beyond the machine itself, and IPv4 through a socket on [::]. | 掉封包、壅塞、本機以外的 IPv6，以及從 [::] 的 socket 接 IPv4。
python | real | CPython 3.14 | CPython 3.14 | The interpreter itself, compiled to WebAssembly (Pyodide). It is a 32-bit build: sys.maxsize is 2³¹−1. | 就是 CPython，編譯成 WebAssembly（Pyodide）。它是 32 位元版，所以 sys.maxsize 是 2³¹−1。
python | real | Flask, Django, Starlette and other packages | Flask、Django、Starlette 等套件 | The published packages, unchanged, with waitress, hypercorn, daphne, Twisted, tornado and cheroot; as far as this copy of the site was built with them. | 發行的套件原封不動，waitress、hypercorn、daphne、Twisted、tornado、cheroot 也是；前提是這個網站建置時拿得到它們。
python | modelled | Threads and the GIL | 執行緒與 GIL | Threads of the simulated machine: one at a time runs Python and keeps the lock for the switch interval, waiting gives it away. | 執行緒由模擬的機器排程：同時只有一條能執行 Python，每次握著鎖一個切換間隔，要等待時就交出來。
python | simplified | What Python costs | Python 花多少時間 | Priced by instruction and by call, fitted to CPython 3.11; arithmetic on huge integers and a few library calls are further off. | 依指令與呼叫計價，數字取自 CPython 3.11；超大整數的運算和少數函式庫呼叫誤差較大。
python | simplified | Fork | fork | A child imports what its parent imported once more, and gets the parent’s plain data; objects of your own classes are not copied. | 子行程把父行程匯入過的東西再匯入一次，並拿到父行程的單純資料；你自己類別的物件不會跟著複製。
python | simplified | gevent and eventlet | gevent 與 eventlet | Their hubs are models. A wait lets the others run even where nothing was monkey-patched. | 它們的 hub 是模型；就算沒有 monkey patch，等待時也會讓別人先跑。
python | absent | os.fork and compiled extensions | os.fork 與編譯的擴充模組 | A script cannot fork itself; packages in C are there only if Pyodide brings them. | 腳本不能自己 fork；用 C 寫的套件只有 Pyodide 附的才有。
nginx | modelled | Nginx 1.22 | Nginx 1.22 | Written after its documentation and compared with recordings, messages of nginx -t included. Each directive’s own page says whether it acts. | 照官方文件寫成，再與真實的紀錄比對，nginx -t 的訊息也一樣。每個指令有沒有作用，各自的條目都有標。
nginx | simplified | HTTP/2 | HTTP/2 | Real frames on the wire; one stream after the other, windows that never fill, no priorities. | 線上傳的是真的訊框，但串流一個接一個，視窗永遠不會滿，也沒有優先順序。
nginx | absent | The rest of the house | 其他部分 | TCP proxying (stream), mail, HTTP/3, gRPC and memcached upstreams, changing the binary under way (USR2). | TCP 代理（stream）、郵件、HTTP/3、gRPC 與 memcached 上游、不停機換執行檔（USR2）。
servers | modelled | Gunicorn 26.2 and uvicorn 0.54 | Gunicorn 26.2 與 uvicorn 0.54 | Arbiter, workers, timeouts, signals and logs are models, compared with recordings; your app is called by real Python under the rules of PEP 3333 and ASGI. | arbiter、worker、逾時、訊號與紀錄檔都是比對過的模型；呼叫你程式的是真正的 Python，照 PEP 3333 與 ASGI 的規矩來。
servers | modelled | uWSGI, Apache with mod_wsgi, lighttpd, fcgiwrap | uWSGI、Apache 加 mod_wsgi、lighttpd、fcgiwrap | Their process models and the way of a request, in the bytes of their protocols. | 它們的行程模型與請求經過的路，連協定的位元組都照樣。
servers | absent | Gunicorn’s and uvicorn’s rarer parts | Gunicorn 與 uvicorn 少用的部分 | HTTP/2 from Gunicorn, statsd, syslog, dirty apps, gunicornc; compressed WebSocket messages. | Gunicorn 的 HTTP/2、statsd、syslog、dirty app、gunicornc；壓縮過的 WebSocket 訊息。
servers | absent | The others’ rarer parts | 其他伺服器少用的部分 | Apache’s .htaccess and mod_rewrite; uWSGI’s emperor, cheaper, spooler, mules and routing. A run that uses one says so. | Apache 的 .htaccess 與 mod_rewrite；uWSGI 的 emperor、cheaper、spooler、mule 與路由。用到的話，執行時會說。
tls | real | Certificates | 憑證 | X.509 as openssl reads it: keys, requests, chains, names and dates are judged as they are everywhere. | openssl 讀得懂的 X.509：金鑰、申請檔、憑證鏈、名稱與日期，怎麼判斷都和外面一樣。
tls | modelled | The handshake | 交握 | Messages, order, sizes, round trips, alerts, SNI, ALPN and tickets of TLS 1.2 and 1.3. | TLS 1.2 與 1.3 的訊息、順序、大小、往返、警示、SNI、ALPN 與 ticket。
tls | simplified | Secrecy | 保密 | No key is exchanged: it follows from bytes that everybody can read. It hides text from the eye, not from an attacker. Client certificates are judged and not proved. | 沒有真的交換金鑰，金鑰來自誰都看得到的位元組：騙得過眼睛，擋不住攻擊者。用戶端憑證只判斷，不驗證持有。
tls | simplified | certbot and its authority | certbot 與憑證機構 | The challenge is really fetched over the network; requests carry no signatures and there are no rate limits. The authority’s name says that it is simulated. | 驗證時真的會透過網路來取；請求沒有簽章，也沒有次數限制。這家憑證機構的名字就寫明是模擬的。
shell | modelled | bash | bash | Pipes, redirections, jobs, here-documents, functions, expansions, and a line editor. Not there: coproc and select. | 管線、轉向、工作控制、here-document、函式、展開，還有行編輯。沒有 coproc 與 select。
shell | modelled | The tools | 各種工具 | As far as their --help and man pages here go: what is not modelled is not offered, and says so when it is asked for. | 做到它們在這裡的 --help 與 man 寫到的程度：沒做的不會列出來，硬要用就會說。
shell | modelled | systemd 252 | systemd 252 | Units, jobs, restarts and their limits, sockets, timers, the journal. Sandboxing directives are checked and have no effect. | unit、工作、重新啟動與次數限制、socket、timer、journal。沙箱類的指令只檢查，沒有作用。
shell | simplified | apt and pip | apt 與 pip | A small shelf: what the lessons need, and what people look for first. | 架上東西不多：課程要用的，加上大家最先會找的。
shell | simplified | Figures of the machine | 機器的數字 | Load averages and the CPU column of top and ps show 0; df never changes. | load average 以及 top、ps 的 CPU 欄都是 0；df 的數字不會變。
clients | modelled | curl, ab, wrk, hey | curl、ab、wrk、hey | Output, reports and exit codes; an option that is not modelled is refused by name. | 輸出、報告與結束碼都照樣；沒做的選項會指名拒絕。
clients | simplified | The browser | 瀏覽器 | Kept connections, six per host, redirects, cookies, its cache, what it says of a certificate. It draws no page and runs no script. | 保持連線、每個主機六條、轉址、cookie、快取，以及對憑證的反應。它不畫網頁，也不執行腳本。
`;

const TRUTHS: ReadonlySet<string> = new Set<Truth>(['real', 'modelled', 'simplified', 'absent']);
export const TRUTH_GROUPS: readonly TruthGroup[] = ['machine', 'python', 'nginx', 'servers', 'tls', 'shell', 'clients'];

function rowOf(line: string): TruthRow {
  const [group = '', is = '', en = '', zh = '', saysEn = '', saysZh = ''] = line.split(' | ');
  if (!(TRUTH_GROUPS as readonly string[]).includes(group) || !TRUTHS.has(is) || saysZh === '')
    throw new Error(`no row of what is modelled: ${line}`);
  return { group: group as TruthGroup, is: is as Truth, name: { en, zh }, says: { en: saysEn, zh: saysZh } };
}

export const MODELLED: readonly TruthRow[] = ROWS.trim().split('\n').map(rowOf);
