/**
 * The words of the course: what each means, and what it is in the diner. One row each:
 * term | 中文 | meaning | 意思 | in the diner | 在食堂裡. The last two may be empty.
 */
export interface Term {
  readonly en: string;
  readonly zh: string;
  readonly means: { readonly en: string; readonly zh: string };
  /** The picture, where it carries; null where it would mislead. */
  readonly diner: { readonly en: string; readonly zh: string } | null;
}

const ROWS = `
arbiter | arbiter（仲裁行程） | Gunicorn’s master process: it listens, starts workers, watches them and replaces them; it serves nobody itself. | Gunicorn 的主行程：負責監聽、啟動與看顧 worker、補上死掉的，自己不處理請求。 | the manager in the office | 辦公室裡的店長
worker | worker（工作行程） | A process that takes connections and calls your app. Each has its own memory and its own interpreter. | 接連線、呼叫你程式的行程。每個都有自己的記憶體與直譯器。 | a cashier | 收銀員
sync worker | sync worker（同步） | Serves one request at a time, from the first byte to the last. | 一次只處理一個請求，從第一個位元組到最後一個。 | a cashier who waits with you until your food is ready | 陪你等到餐好的收銀員
thread | 執行緒 | A second line of work inside one process; all threads share its memory. | 同一個行程裡的另一條工作線，共用同一份記憶體。 | several cashiers at one counter | 同一個櫃台的好幾位收銀員
GIL | 全域直譯器鎖（GIL） | CPython’s lock: of all threads of a process, one runs Python at a time. Waiting for I/O gives it away. | CPython 的鎖：同一個行程裡，同時只有一條執行緒能執行 Python；等 I/O 時會讓出來。 | the one pen at a counter: whoever writes must hold it | 櫃台上唯一的一枝筆，要寫字就得先拿到它
event loop | 事件迴圈 | One thread that goes on with whatever is ready, and never waits for a single thing. | 一條執行緒，誰準備好了就先做誰，不會停在一件事上等。 | a cashier who hands out pagers | 發號碼牌的收銀員
coroutine | 協程 | A function that can be left at an await and gone on with later. | 可以在 await 暫停、之後再繼續的函式。 | an order with a pager | 領了號碼牌的點單
await | await | Here this coroutine may be left until the result is there; others run meanwhile. | 在這裡可以先離開，結果好了再回來；這段時間別人可以用。 | take the pager and step aside | 領號碼牌，先站到一旁
blocking call | 阻塞呼叫 | A call that holds its thread until it is done. In an event loop it holds everybody. | 做完之前都占住執行緒的呼叫。放在事件迴圈裡，大家都要等。 | the cashier walks into the kitchen and stays there | 收銀員跑進廚房不出來
backlog | 待接佇列（backlog） | Connections that the kernel has accepted and no program has taken yet. It has a length; beyond it nobody gets in. | kernel 已經接下、但還沒有程式來拿的連線。長度有限，滿了就進不來。 | the rope line in front of the tills | 櫃台前的紅龍
upstream | 上游（upstream） | The server behind a proxy that really answers. | 代理後面真正回答的伺服器。 | the counter behind the door | 門後面的櫃台
reverse proxy | 反向代理 | A server that stands in front of others, takes all requests and passes them on. Clients know it alone. | 站在其他伺服器前面的伺服器，收下所有請求再轉交；用戶端只認得它。 | the host at the door | 門口的帶位員
load balancing | 負載平衡 | Sharing requests out between several upstreams. | 把請求分給好幾個上游。 | the host says which counter to go to | 帶位員告訴你去哪個櫃台
WSGI | WSGI | The agreement of PEP 3333: a server calls app(environ, start_response) and sends what it returns. | PEP 3333 的約定：伺服器呼叫 app(environ, start_response)，再把回傳的內容送出去。 | the order slip that every counter in town reads | 全鎮櫃台都看得懂的點單
ASGI | ASGI | The agreement for async apps: await app(scope, receive, send). One connection may carry many events, both ways. | 非同步程式的約定：await app(scope, receive, send)。一條連線可以雙向傳很多事件。 | orders with pagers, and customers who stay seated to talk | 有號碼牌的點餐方式，客人也能坐著聊
environ | environ | WSGI’s dict of one request: CGI names, HTTP_… headers, wsgi.… keys. | WSGI 中一個請求的字典：CGI 名稱、HTTP_… 標頭、wsgi.… 的鍵。 | what is written on the slip | 點單上寫的內容
scope | scope | ASGI’s dict of one connection: type, path, headers. | ASGI 中一條連線的字典：type、path、標頭。 | the head of the slip | 點單的開頭
start_response | start_response | WSGI’s callable that says status and headers before the body. | WSGI 用來在本文之前說出狀態與標頭的函式。 | saying “coming up” before the tray is handed over | 上餐前先喊一聲「好了」
middleware | 中介層（middleware） | A callable that is an app to the server and a server to the app. | 對伺服器來說是程式、對程式來說是伺服器的一層。 | someone between counter and kitchen who stamps every bag | 櫃台與廚房之間、替每一份餐蓋章的人
lifespan | lifespan | ASGI’s events for starting up and shutting down, once per process. | ASGI 的開店與打烊事件，每個行程各一次。 | lighting the grill before opening | 開店前先把煎台點好
framework | 框架 | Code that turns bare requests into routes, forms and templates; Flask, Django, Starlette. | 把原始請求變成路由、表單與樣板的程式，例如 Flask、Django、Starlette。 | the kitchen’s recipe book | 廚房的食譜
development server | 開發用伺服器 | The server that a framework brings for trying things out. It says itself that it is not for production. | 框架附的、用來試跑的伺服器；它自己就說了不要用在正式環境。 | a stall for tasting | 試吃攤
virtual environment | 虛擬環境 | A folder with its own Python packages, so that projects do not disturb each other. | 放自己一套 Python 套件的資料夾，專案之間不會互相干擾。 | a pantry of one’s own | 自己的食材櫃
process | 行程 | A running program with memory of its own. | 執行中的程式，有自己的記憶體。 | a person at work | 上工的人
signal | 訊號 | A short message from one process to another: TERM, INT, HUP, USR1 … | 行程之間的簡短訊息：TERM、INT、HUP、USR1…… | a tap on the shoulder | 拍拍肩膀
graceful shutdown | 優雅關閉 | Take nobody new, finish those who are being served, then leave. | 不再接新客人，把手上的做完，再離開。 | closing time: who has ordered still eats | 打烊：點了餐的人照樣吃完
reload | 重新載入 | New settings without dropping those who are being served. | 換上新設定，而且不丟下正在服務的人。 | change of shift | 換班
preload | preload | Loading the app once in the arbiter, before the workers are forked from it. | 先在 arbiter 載入一次程式，再分出 worker。 | learning the menu together before going to the tills | 上櫃台前先一起背好菜單
fork | fork | A process makes a copy of itself; the copy goes its own way. | 行程複製出另一個自己，之後各走各的。 | 
timeout | 逾時 | How long somebody waits before giving up. Every hop has its own. | 願意等多久才放棄。每一段都有自己的時間。 | patience | 耐心
heartbeat | 心跳 | A worker’s sign of life to the arbiter. A sync worker that is busy gives none. | worker 告訴 arbiter「我還活著」。忙碌的 sync worker 不會送。 | a nod to the manager now and then | 偶爾向店長點個頭
keep-alive | 保持連線 | Several requests over one connection. | 在同一條連線上送好幾個請求。 | ordering again without leaving the till | 不離開櫃台就再點一份
chunked | 分塊傳輸 | A body sent in pieces whose whole length nobody said before. | 沒有事先說總長度、一塊一塊送的本文。 | the meal comes course by course | 一道一道上菜
buffering | 緩衝 | Collecting what comes slowly, to pass it on at once, or the other way round. | 把慢慢來的先收齊再一次交出去，或反過來。 | the host collects the order before a cashier is bothered | 帶位員先把單收齊，再去找收銀員
header | 標頭 | A named line in front of a body: Host, Content-Type … | 本文前面有名字的一行：Host、Content-Type…… | notes at the top of the slip | 點單上方的註記
status code | 狀態碼 | Three digits that say how it went: 2xx done, 3xx elsewhere, 4xx your side, 5xx ours. | 說明結果的三位數：2xx 完成、3xx 在別處、4xx 你那邊、5xx 我們這邊。 | 
502 Bad Gateway | 502 | The proxy got no proper answer from the upstream: refused, closed, or no HTTP. | 代理沒有從上游拿到像樣的回應：被拒絕、斷線，或根本不是 HTTP。 | the host found nobody at the counter | 帶位員發現櫃台沒人
504 Gateway Timeout | 504 | The upstream took longer than the proxy waits. | 上游花的時間超過代理願意等的。 | the host gave up waiting for the counter | 帶位員等櫃台等到放棄
499 | 499 | Nginx’s own note: the client left before the answer. | Nginx 自己的記法：用戶端在回應之前就走了。 | the customer stormed out | 客人氣得走掉了
virtual host | 虛擬主機 | Several sites on one address, told apart by the Host header. | 同一個位址上的好幾個網站，用 Host 標頭分辨。 | two brands behind one door | 一個門口，兩個招牌
location | location | Nginx’s block for a part of the paths; one is chosen for each request by fixed rules. | Nginx 用來處理一部分路徑的區塊；每個請求依固定規則選中一個。 | a line on the host’s board | 帶位員板子上的一行
static file | 靜態檔案 | A file that is sent as it is, without asking the app. | 不必問程式、直接送出的檔案。 | the fridge by the door | 門邊的冰箱
cache | 快取 | A copy that saves asking again, for as long as it is thought fresh. | 在還算新鮮的期間內，不必再問一次的副本。 | what is kept warm | 保溫中的餐
rate limit | 速率限制 | More than so many requests in a time are turned away, or made to wait. | 一段時間內超過次數的請求會被拒絕，或被要求等一下。 | two a minute, says the host | 帶位員說：一分鐘兩位
socket | socket | An end of a connection. It has an address: host and port, or a path on this machine. | 連線的一端。位址是主機加上埠，或是這台機器上的一個路徑。 | a door | 一扇門
unix socket | unix socket | A socket with a path instead of a port; who may use it is a matter of file permissions. | 用路徑代替埠的 socket；誰能用，由檔案權限決定。 | an inner door for staff | 員工專用的內門
port | 埠（連接埠） | A number that tells the doors of one machine apart: 80, 443, 8000. | 用來分辨同一台機器上各扇門的數字：80、443、8000。 | a house number | 門牌號碼
bind | 綁定（bind） | Choosing the address to listen on. 127.0.0.1: this machine alone. 0.0.0.0: everybody who reaches it. | 選擇要監聽的位址。127.0.0.1 只有本機；0.0.0.0 則是連得到的人都可以。 | opening the inner door, or the one to the street | 開內門，還是開對街的門
DNS | DNS | The directory that turns names into addresses. | 把名稱變成位址的目錄。 | the phone book | 電話簿
TLS | TLS | Encrypts a connection and shows who is at the other end. With it http is https. | 把連線加密，並證明對方是誰。http 加上它就是 https。 | sealed envelopes instead of postcards | 用密封信封代替明信片
certificate | 憑證 | A signed statement that this key belongs to this name, until this day. | 一份簽過名的聲明：這把金鑰屬於這個名稱，到這一天為止。 | 
certificate authority | 憑證機構（CA） | Whoever signs certificates and is believed by browsers. | 簽發憑證、而且瀏覽器信任的機構。 | 
SNI | SNI | The name that the client says at the start of TLS, before anything is encrypted. | 用戶端在 TLS 一開始、還沒加密時說出的名稱。 | the name on the envelope | 信封上的收件人
HSTS | HSTS | A header: come by https alone from now on. Browsers remember it. | 一個標頭：以後只准用 https 來。瀏覽器會記住。 | 
systemd | systemd | The first process of most Linux machines: starts services, watches them, collects their words. | 多數 Linux 機器的第一個行程：啟動服務、看顧它們、收集它們說的話。 | the caretaker of the building | 大樓管理員
unit file | unit 檔 | A text that tells systemd how a service is run. | 告訴 systemd 怎麼執行一個服務的文字檔。 | the opening order in the office | 辦公室裡的開店須知
enable | enable | Start at the next boot. It does not start anything now. | 下次開機時啟動。現在不會啟動任何東西。 | written into the caretaker’s morning round | 寫進管理員的早班清單
journal | journal | Where systemd keeps what services say; journalctl reads it. | systemd 存放服務輸出的地方，用 journalctl 讀。 | the house diary | 值班日誌
daemon | 常駐程式 | A program that runs without a terminal. | 不靠終端機執行的程式。 | 
WebSocket | WebSocket | A connection that stays open after an HTTP upgrade; both sides send when they like. | 從 HTTP 升級而來、一直開著的連線，兩邊想送就送。 | a customer who sits down to talk | 坐下來聊天的客人
latency | 延遲 | How long one request takes, as its client sees it. | 用戶端看到的、一個請求花的時間。 | from door to bag | 從進門到拿到餐
throughput | 吞吐量 | How many requests are done per second. | 每秒完成幾個請求。 | bags per second | 每秒送出幾份
percentile | 百分位數 | p95 is the time within which 95 of 100 were done. | p95 是 100 個裡有 95 個在這之內完成的時間。 | 
I/O-bound | I/O 密集 | Most of the time goes into waiting for others: databases, networks, disks. | 大部分時間在等別人：資料庫、網路、磁碟。 | the kitchen is slow, the hands are free | 廚房慢，手是空的
CPU-bound | CPU 密集 | Most of the time goes into computing. More waiting places do not help; more cores do. | 大部分時間在計算。多幾個等待的位子沒用，多幾個核心才有用。 | the cashier cooks | 收銀員自己下廚
concurrency | 並行 | Several things are under way at once, be it by taking turns. | 好幾件事同時進行中，就算只是輪流做。 | 
parallelism | 平行 | Several things are computed at the very same time, on several cores. | 好幾件事在好幾個核心上真的同時計算。 | 
CGI | CGI | One process per request: environment in, document out. The oldest agreement. | 一個請求一個行程：環境變數進、回應出。最老的約定。 | hiring a cook for every order | 每一單都請一位廚師
FastCGI | FastCGI | CGI’s variables as records over a socket, to processes that stay. | 把 CGI 的變數裝成一筆一筆的記錄，經由 socket 送給一直留著的行程。 | 
`;

export const GLOSSARY: readonly Term[] = ROWS.trim()
  .split('\n')
  .map((row): Term => {
    const [en = '', zh = '', means = '', meansZh = '', diner = '', dinerZh = ''] = row
      .split('|')
      .map((part) => part.trim());
    return { en, zh, means: { en: means, zh: meansZh }, diner: diner === '' ? null : { en: diner, zh: dinerZh } };
  });
