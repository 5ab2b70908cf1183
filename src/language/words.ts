/** Words of Python's web interfaces (PEP 3333, ASGI 3.0) and of nginx that are in no table of directives. */
import type { Both } from './model.ts';

const both = (en: string, zh: string): Both => ({ en, zh });

export const PYTHON_WORDS: Readonly<Record<string, Both>> = {
  environ: both(
    'WSGI: the request as a dict. CGI names such as PATH_INFO, headers as HTTP_…, and keys of its own as wsgi.….',
    'WSGI：以字典表示的請求。有 PATH_INFO 這類 CGI 名稱、HTTP_… 的標頭，以及 wsgi.… 的專用鍵。',
  ),
  start_response: both(
    'WSGI: says status and headers, before the first block. The status is a text such as "200 OK".',
    'WSGI：在第一個區塊之前說出狀態與標頭。狀態是像 "200 OK" 的文字。',
  ),
  scope: both(
    'ASGI: what is known of the connection from the start: type, path, headers as pairs of bytes.',
    'ASGI：連線一開始就知道的事：type、path，以及由 bytes 組成的標頭。',
  ),
  receive: both(
    'ASGI: a coroutine that waits for the next event: a piece of the body, a WebSocket message, the client leaving.',
    'ASGI：等待下一個事件的協程：一段本文、一則 WebSocket 訊息，或用戶端離開。',
  ),
  send: both(
    'ASGI: a coroutine that sends an event: http.response.start, then http.response.body. It must be awaited.',
    'ASGI：送出事件的協程：先 http.response.start，再 http.response.body。一定要 await。',
  ),
  PATH_INFO: both('The path behind the mount point, already decoded.', '掛載點之後的路徑，已經解碼。'),
  SCRIPT_NAME: both('Where the app is mounted; empty at the root.', '程式掛載的位置；在根目錄時是空的。'),
  QUERY_STRING: both('What comes after the ?, as it came.', '? 後面的內容，原樣保留。'),
  REQUEST_METHOD: both('GET, POST …', 'GET、POST…'),
  REMOTE_ADDR: both(
    'Who opened the connection. Behind nginx that is nginx, not the visitor.',
    '連進來的人。前面有 nginx 時，這是 nginx，不是訪客。',
  ),
  HTTP_HOST: both(
    'The Host header. A bare proxy_pass sends $proxy_host instead of the visitor’s.',
    'Host 標頭。只寫 proxy_pass 時，nginx 送的是 $proxy_host，不是訪客原本的。',
  ),
  'wsgi.input': both('The body of the request, to be read like a file.', '請求的本文，像檔案一樣讀取。'),
  'wsgi.multithread': both(
    'True where other threads of this process may call the app at the same time.',
    '同一個行程的其他執行緒可能同時呼叫程式時為 True。',
  ),
  'wsgi.multiprocess': both(
    'True where other processes run the same app: globals are not shared.',
    '有其他行程跑同一個程式時為 True：全域變數不共用。',
  ),
  'wsgi.url_scheme': both('http or https, as far as the server knows.', 'http 或 https，以伺服器所知為準。'),
  sleep: both(
    'time.sleep holds the thread; asyncio.sleep, awaited, gives the event loop to others meanwhile.',
    'time.sleep 會占住執行緒；await asyncio.sleep 則會在等待時把事件迴圈讓給別人。',
  ),
  await: both(
    'Steps aside until the result is there. Meanwhile the event loop serves others.',
    '先讓開，等結果出來再繼續。這段時間事件迴圈去服務別人。',
  ),
  async: both(
    'async def makes a coroutine function: calling it does nothing yet, awaiting it does.',
    'async def 定義協程函式：呼叫它還不會執行，await 才會。',
  ),
  __name__: both(
    'The module’s name. "__main__" only for the file that python itself was started with; under gunicorn it is the module’s name.',
    '模組的名字。只有直接用 python 執行的檔案才是 "__main__"；由 gunicorn 載入時就是模組名。',
  ),
};

export const NGINX_VARIABLES: Readonly<Record<string, Both>> = {
  host: both(
    'The name that was asked for, without port, in small letters; else the server_name.',
    '所要求的主機名，不含連接埠、轉成小寫；沒有的話就是 server_name。',
  ),
  http_host: both('The Host header as the client sent it, port included.', '用戶端送來的 Host 標頭原文，含連接埠。'),
  proxy_host: both(
    'Name and port of proxy_pass: what Host is unless you set it.',
    'proxy_pass 的名稱與連接埠；沒有另外設定時，Host 就是它。',
  ),
  remote_addr: both('The address of whoever connected.', '連線者的位址。'),
  proxy_add_x_forwarded_for: both(
    'The X-Forwarded-For of the request with $remote_addr added behind a comma.',
    '請求的 X-Forwarded-For，後面用逗號再加上 $remote_addr。',
  ),
  scheme: both('http or https, as the client spoke it to nginx.', '用戶端與 nginx 之間用的是 http 還是 https。'),
  request_uri: both('Path and query exactly as they came.', '原封不動的路徑與查詢字串。'),
  uri: both('The path, decoded and normalised; rewrites change it.', '解碼並正規化後的路徑；rewrite 會改變它。'),
  args: both('The query string.', '查詢字串。'),
  is_args: both('A ? when there is a query, else nothing.', '有查詢字串時是 ?，否則是空的。'),
  request_method: both('GET, POST …', 'GET、POST…'),
  request_id: both(
    'A random number of this request, in hex: for finding it in all logs.',
    '這個請求的隨機編號（十六進位），方便在各處日誌裡找到它。',
  ),
  request_time: both('Seconds from the first byte read to the log line.', '從讀到第一個位元組到寫下這行日誌的秒數。'),
  upstream_addr: both(
    'Which upstream answered; several with commas when it had to ask again.',
    '由哪個上游回應；換過的話用逗號列出。',
  ),
  upstream_response_time: both(
    'Seconds from asking the upstream to its last byte.',
    '從詢問上游到收完最後一個位元組的秒數。',
  ),
  upstream_cache_status: both('HIT, MISS, EXPIRED, STALE, BYPASS …', 'HIT、MISS、EXPIRED、STALE、BYPASS…'),
  status: both('The status of the answer.', '回應的狀態碼。'),
  body_bytes_sent: both('Bytes of the body that were sent.', '送出的本文位元組數。'),
  binary_remote_addr: both(
    'The client’s address in 4 or 16 bytes: the usual key for limits.',
    '用戶端位址（4 或 16 位元組），限流時常用的鍵。',
  ),
  server_name: both('The name of the server that was chosen.', '被選中的 server 名稱。'),
  server_port: both('The port that the request came in on.', '請求進來的連接埠。'),
  http_upgrade: both(
    'The Upgrade header: websocket, when someone asks for one.',
    'Upgrade 標頭：要求 WebSocket 時是 websocket。',
  ),
  document_root: both('The root (or alias) of this request.', '這個請求的 root（或 alias）。'),
  request_filename: both('The file that the request maps to.', '請求對應到的檔案。'),
  ssl_protocol: both('TLSv1.2 or TLSv1.3.', 'TLSv1.2 或 TLSv1.3。'),
};

/** How location compares (core module, "location"). */
export const LOCATION_SIGNS: Readonly<Record<string, Both>> = {
  '=': both('The whole path, exactly; found, the search ends.', '完全相同的路徑；比對到就結束。'),
  '^~': both(
    'A prefix; if it is the longest that fits, regular expressions are not asked.',
    '前綴；若它是最長的一個，就不再看正規表示式。',
  ),
  '~': both('A regular expression; the first in the file that fits wins.', '正規表示式；檔案裡第一個符合的勝出。'),
  '~*': both('A regular expression that does not mind capitals.', '不分大小寫的正規表示式。'),
};

export const UNIT_SECTIONS: Readonly<Record<string, Both>> = {
  Unit: both('What it is, and what it has to do with other units.', '它是什麼、與其他 unit 的關係。'),
  Service: both(
    'Which process is started, as whom, and what happens when it ends.',
    '啟動哪個行程、以誰的身分、結束時怎麼辦。',
  ),
  Socket: both('What systemd listens on in the place of a service.', 'systemd 替服務監聽什麼。'),
  Timer: both('When another unit is started.', '什麼時候啟動另一個 unit。'),
  Path: both('Which file is watched, to start another unit.', '監看哪個檔案，好啟動另一個 unit。'),
  Install: both('Read by enable and disable alone.', '只有 enable 與 disable 會讀它。'),
};
