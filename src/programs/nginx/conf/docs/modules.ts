/** What directives of the other http modules are for: name | default | English | 中文. Facts from the documentation of nginx 1.22. */
export const MODULE_DOCS = `
proxy_pass |  | Pass the request to a server. Without a URI the path goes on as it came; with one, even a mere slash, the location's text is replaced by it. | 把請求轉給另一個伺服器。不寫 URI 時路徑原樣轉出；寫了（即使只有一個斜線）就用它取代 location 的那段文字。
proxy_set_header | Host $proxy_host; Connection close | A header for the upstream; empty removes it. A level that sets one loses all that it would inherit. | 送給上游的標頭；空值會移除它。某一層只要設了一個，就失去所有原本會繼承的。
proxy_http_version | 1.0 | HTTP version towards the upstream; 1.1 is needed for keep-alive and WebSocket. | 對上游使用的 HTTP 版本；保持連線與 WebSocket 需要 1.1。
proxy_read_timeout | 60s | Longest pause between two reads from the upstream: then 504. The worker there goes on. | 從上游讀取時，兩次讀取之間最長的停頓：超過則 504。上游的 worker 會繼續跑。
proxy_connect_timeout | 60s | How long connecting to the upstream may take. | 連線到上游最多能花多久。
proxy_send_timeout | 60s | Longest pause between two writes to the upstream. | 寫給上游時，兩次寫入之間最長的停頓。
proxy_buffering | on | Read the answer as fast as the upstream sends, whatever the client's speed. Off: pass it on at once, and a slow client holds the worker. | 不管用戶端多慢，都盡快讀完上游的回應。off：立刻轉出，慢的用戶端會占住 worker。
proxy_request_buffering | on | Read the whole request before passing it on, so that slow uploads do not hold a worker. | 先讀完整個請求再轉出，慢速上傳就不會占住 worker。
proxy_buffer_size | 4k | Buffer for the answer's headers: larger ones give 502 "upstream sent too big header". | 回應標頭的緩衝區：更大的標頭會得到 502「upstream sent too big header」。
proxy_buffers | 8 4k | Number and size of buffers for one answer. | 一個回應的緩衝區數量與大小。
proxy_busy_buffers_size | 8k | How much may be on its way to the client while the rest is read. | 邊讀邊送時，最多有多少正在送往用戶端。
proxy_max_temp_file_size | 1024m | How much of an answer may go to a temporary file; 0 for none. | 回應最多能有多少寫到暫存檔；0 表示不寫。
proxy_redirect | default | Change the upstream's Location and Refresh headers. | 改寫上游的 Location 與 Refresh 標頭。
proxy_cookie_path | off | Change the path of cookies. | 改寫 cookie 的路徑。
proxy_cookie_domain | off | Change the domain of cookies. | 改寫 cookie 的網域。
proxy_hide_header |  | Do not pass this header of the upstream on. | 不轉出上游的這個標頭。
proxy_pass_header |  | Pass on a header that is hidden by default, such as Server. | 轉出預設被隱藏的標頭，例如 Server。
proxy_ignore_headers |  | Do not obey these headers of the upstream (X-Accel-*, Cache-Control …). | 不理會上游的這些標頭（X-Accel-*、Cache-Control 等）。
proxy_intercept_errors | off | Let error_page answer for errors of the app. | 讓 error_page 處理程式的錯誤。
proxy_ignore_client_abort | off | Wait for the upstream although the client has left. | 用戶端離開後仍等上游的回應。
proxy_next_upstream | error timeout | When another server of the upstream is tried. A POST that was sent is repeated only with non_idempotent. | 什麼情況下換另一台上游伺服器。已送出的 POST 只有加上 non_idempotent 才會重送。
proxy_next_upstream_tries | 0 | How many servers are tried; 0 means all. | 最多試幾台；0 表示全部。
proxy_next_upstream_timeout | 0 | How long trying may go on; 0 means no limit. | 最多嘗試多久；0 表示不限制。
proxy_bind |  | Local address of connections to the upstream. | 連到上游時使用的本機位址。
proxy_method |  | Another method for the upstream. | 對上游改用另一種方法。
proxy_set_body |  | Another body for the upstream. | 對上游改用另一份內容。
proxy_pass_request_body | on | Pass the request's body on. | 是否轉出請求本文。
proxy_pass_request_headers | on | Pass the request's headers on. | 是否轉出請求標頭。
proxy_cache | off | Keep answers in this zone. | 把回應保存在這個區域。
proxy_cache_path |  | Where cached answers are kept, and the zone for their keys. | 快取存放的位置，以及鍵的區域。
proxy_cache_key | $scheme$proxy_host$request_uri | What makes two requests the same. | 怎樣算是相同的請求。
proxy_cache_valid |  | How long answers of a status are kept; the app's headers come first. | 某種狀態的回應保存多久；程式的標頭優先。
proxy_cache_use_stale | off | When an expired answer may be used. | 什麼情況可以用過期的回應。
proxy_cache_bypass |  | Ask the upstream although there is a cached answer. | 有快取也要問上游的條件。
proxy_no_cache |  | Do not keep this answer. | 不保存這個回應的條件。
proxy_cache_methods | GET HEAD | Methods whose answers are kept. | 哪些方法的回應會保存。
proxy_cache_min_uses | 1 | After how many requests an answer is kept. | 第幾次請求之後才保存。
proxy_cache_lock | off | Let one request fill the cache while others wait. | 讓一個請求去填快取，其他的等它。
upstream |  | A group of servers under one name. | 一組共用名稱的伺服器。
least_conn |  | Choose the server with the fewest connections for its weight. | 選（依權重）連線最少的伺服器。
ip_hash |  | The same server for the same client address (first three octets of IPv4). | 相同的用戶端位址（IPv4 前三段）用同一台伺服器。
hash |  | Choose by the hash of a key; consistent moves few keys when servers change. | 依鍵的雜湊值選擇；consistent 讓伺服器變動時只移動少數的鍵。
random |  | Choose by chance. | 隨機選擇。
keepalive |  | Idle connections to the upstream that a worker keeps. Needs proxy_http_version 1.1 and an empty Connection header. | worker 保留多少條閒置的上游連線。需要 proxy_http_version 1.1 與空的 Connection 標頭。
zone |  | Share the state of an upstream among workers. | 讓各 worker 共用上游的狀態。
map |  | A variable whose value depends on another: exact, regular expressions, default. | 依另一個變數決定值的變數：完全相同、正規表示式、default。
geo |  | A variable that depends on the client's address. | 依用戶端位址決定值的變數。
split_clients |  | A variable that divides clients by percent. | 依百分比把用戶端分組的變數。
log_format | combined | The form of access log lines. | 存取日誌每一行的格式。
access_log | /var/log/nginx/access.log combined | Where requests are logged and in which form; off for nowhere. | 存取日誌寫到哪裡、用什麼格式；off 表示不寫。
add_header |  | A header for answers with 200, 201, 204, 206, 301–304, 307, 308, or all with always. Inherited only by levels that have none. | 為 200、201、204、206、301–304、307、308 的回應加標頭；加 always 則全部。只有自己沒設的層才會繼承。
expires | off | Set Expires and Cache-Control. | 設定 Expires 與 Cache-Control。
charset | off | Add charset to the Content-Type of texts. | 在文字類 Content-Type 加上 charset。
gzip | off | Compress answers for clients that ask for it; text/html only unless gzip_types says more. | 為要求壓縮的用戶端壓縮回應；除非 gzip_types 另外指定，只壓 text/html。
gzip_types | text/html | Further types to compress. | 還要壓縮哪些類型。
gzip_min_length | 20 | Shorter answers are not compressed. | 更短的回應不壓縮。
gzip_comp_level | 1 | From 1, fast, to 9, small. | 從 1（快）到 9（小）。
gzip_proxied | off | Compress for requests that came through a proxy. | 對經過代理的請求是否壓縮。
gzip_vary | off | Send Vary: Accept-Encoding. | 送出 Vary: Accept-Encoding。
gzip_http_version | 1.1 | The least HTTP version for compression. | 壓縮所需的最低 HTTP 版本。
gzip_disable |  | No compression for these user agents. | 對這些瀏覽器不壓縮。
gzip_static | off | Send file.gz when it is beside the file. | 旁邊有 file.gz 時就送它。
sub_filter |  | Replace a text in answers. | 取代回應裡的文字。
sub_filter_once | on | Replace only the first. | 只取代第一個。
allow |  | Let these addresses in; the first rule that fits decides. | 允許這些位址；第一條符合的規則決定。
deny |  | Keep these addresses out: 403. | 拒絕這些位址：403。
auth_basic | off | Ask for a name and password; the text is shown to the user. | 要求帳號密碼；文字會顯示給使用者。
auth_basic_user_file |  | File with names and passwords. | 帳號密碼檔。
auth_request | off | Ask another location whether the request is allowed. | 先問另一個 location 是否允許這個請求。
limit_req_zone |  | A zone that counts requests for each key, with a rate: 10r/s means one each 100 ms. | 依鍵計數請求的區域與速率：10r/s 表示每 100 毫秒一個。
limit_req |  | Keep the rate: excess waits up to burst, or goes at once with nodelay; the rest gets 503. | 限制速率：超出的在 burst 內等待，加 nodelay 則立刻放行；其餘得到 503。
limit_req_status | 503 | Status for refused requests. | 被拒絕的請求的狀態碼。
limit_req_log_level | error | Level of the log line for refused requests; delays are one level lower. | 拒絕請求時的日誌等級；延遲則低一級。
limit_conn_zone |  | A zone that counts connections for each key. | 依鍵計數連線的區域。
limit_conn |  | How many requests of one key may be served at once. | 同一個鍵同時最多處理幾個請求。
limit_conn_status | 503 | Status for refused connections. | 被拒絕的連線的狀態碼。
set_real_ip_from |  | Proxies whose word about the client's address is believed. | 相信哪些代理所說的用戶端位址。
real_ip_header | X-Real-IP | The header that tells the client's address. | 說明用戶端位址的標頭。
real_ip_recursive | off | Skip trusted proxies from the right, too. | 從右邊開始略過受信任的代理。
ssl_certificate |  | The certificate, with its chain, in PEM. | PEM 格式的憑證（含憑證鏈）。
ssl_certificate_key |  | The certificate's private key. | 憑證的私密金鑰。
ssl_protocols | TLSv1 TLSv1.1 TLSv1.2 | Allowed versions of TLS. | 允許的 TLS 版本。
ssl_ciphers | HIGH:!aNULL:!MD5 | Allowed ciphers, in OpenSSL's words. | 允許的加密套件（OpenSSL 的寫法）。
ssl_prefer_server_ciphers | off | The server's order of ciphers counts. | 以伺服器的加密套件順序為準。
ssl_session_cache | none | Let clients resume TLS sessions. | 讓用戶端恢復 TLS 工作階段。
ssl_session_timeout | 5m | How long a session can be resumed. | 工作階段多久內可以恢復。
ssl |  | Old way of turning TLS on; use listen … ssl. | 開啟 TLS 的舊寫法；請用 listen … ssl。
stub_status |  | A page with the numbers of connections. | 顯示連線數量的頁面。
mirror | off | Send a copy of each request elsewhere. | 把每個請求複製一份送到別處。
valid_referers |  | Which Referer headers are right; sets $invalid_referer. | 哪些 Referer 合法；會設定 $invalid_referer。
fastcgi_pass |  | Pass the request to a FastCGI server. | 把請求轉給 FastCGI 伺服器。
fastcgi_param |  | A parameter for the FastCGI server. | 給 FastCGI 伺服器的參數。
uwsgi_pass |  | Pass the request to a server that speaks the uwsgi protocol. | 把請求轉給使用 uwsgi 協定的伺服器。
uwsgi_param |  | A parameter for the uwsgi server. | 給 uwsgi 伺服器的參數。
scgi_pass |  | Pass the request to an SCGI server. | 把請求轉給 SCGI 伺服器。
grpc_pass |  | Pass the request to a gRPC server. | 把請求轉給 gRPC 伺服器。
`;
