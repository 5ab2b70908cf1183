/**
 * What directives are for, in both languages: for the editor's completion and hover. Each row: name | default | English | 中文.
 * An empty default means that there is none. Facts from the documentation of nginx 1.22.
 */
export const SERVER_DOCS = `
daemon | on | Go to the background after the start. Debian's service and these lessons run it with off. | 啟動後是否轉到背景執行。Debian 的服務與本課程用 off。
user | nobody nogroup | The user (and group) that workers run as; Debian uses www-data. It decides which files and sockets nginx may open. | worker 以哪個使用者（與群組）執行；Debian 用 www-data。這決定 nginx 能開哪些檔案與 socket。
worker_processes | 1 | How many worker processes; auto means one for each core. | worker 的數量；auto 表示每個核心一個。
pid | /run/nginx.pid | The file that holds the master's process id; nginx -s reads it. | 存放主行程編號的檔案；nginx -s 會讀它。
error_log | /var/log/nginx/error.log error | Where errors go, and from which level on: debug, info, notice, warn, error, crit, alert, emerg. | 錯誤日誌寫到哪裡、從哪個等級開始寫：debug、info、notice、warn、error、crit、alert、emerg。
include |  | Read another file in place; a pattern such as *.conf may match none. | 在這裡讀入另一個檔案；像 *.conf 這樣的樣式可以沒有符合的檔案。
events |  | Settings of how connections are handled; must be there, may be empty. | 連線處理方式的設定；必須存在，可以是空的。
worker_connections | 512 | Connections that one worker may have at once, to clients and to upstreams together. | 一個 worker 同時能有多少連線，用戶端與上游合計。
use | epoll | The kernel's way of watching many connections. | kernel 監看大量連線的方式。
multi_accept | off | Accept all waiting connections at once rather than one by one. | 一次接受所有等待中的連線，而不是一個一個來。
http |  | Everything about HTTP: servers and the settings that they share. | 與 HTTP 有關的一切：各個 server 與它們共用的設定。
server |  | In http: one virtual server. In upstream: one backend's address with weight, max_fails, fail_timeout, backup, down. | 在 http 裡：一個虛擬伺服器。在 upstream 裡：一個後端位址，可加 weight、max_fails、fail_timeout、backup、down。
listen | *:80 | Address and port to accept on. default_server answers for names that nobody claims; ssl turns on TLS. | 在哪個位址與連接埠接受連線。default_server 回應沒有人認領的名稱；ssl 開啟 TLS。
server_name | "" | Names that this server answers for: exact, *.wildcard, wildcard.*, or ~regex. An unknown name goes to the default server. | 這個 server 回應哪些名稱：完整名稱、*.萬用、萬用.*，或 ~正規表示式。未知的名稱交給預設伺服器。
location |  | Settings for some paths. = exact, ^~ prefix that stops regexes, ~ regex, ~* regex without case, none: longest prefix; @name for internal use. | 給某些路徑的設定。= 完全相同，^~ 前綴且不再看正規表示式，~ 正規表示式，~* 不分大小寫，不寫則為最長前綴；@名稱 供內部使用。
root | html | Directory of files: the whole URI is appended to it. | 檔案的根目錄：整個 URI 會接在它後面。
alias |  | Directory that replaces the location's own part of the URI. Keep the final slashes of both alike. | 以這個目錄取代 URI 中 location 的那一段。兩者結尾的斜線要一致。
index | index.html | Files tried when the URI ends with a slash. | URI 以斜線結尾時要嘗試的檔案。
try_files |  | Look for files in order; the last argument is where to go when none is there: a URI, @name or =code. | 依序找檔案；最後一個參數是都找不到時的去處：URI、@名稱 或 =狀態碼。
autoindex | off | List a directory that has no index file. | 目錄沒有 index 檔時列出內容。
return |  | Answer at once with a status, a text or a redirect. Runs before limits and access rules. | 立刻以狀態碼、文字或轉址回應。它比限流與存取規則更早執行。
rewrite |  | Change the URI by a regular expression; last looks for a location again, break does not, redirect and permanent answer 302 and 301. | 以正規表示式改寫 URI；last 會重新找 location，break 不會，redirect 與 permanent 分別回應 302 與 301。
set |  | Give a variable a value. | 設定變數的值。
if |  | Use the settings inside when a condition holds. Inside location only return and rewrite are safe. | 條件成立時使用裡面的設定。在 location 裡只有 return 與 rewrite 是安全的。
break |  | Stop the directives of the rewrite module. | 停止執行改寫模組的指令。
internal |  | Only for internal redirects: from outside it is 404. | 只供內部轉向使用：從外面來是 404。
error_page |  | Which page or URI answers for a status; =code changes the status. It does not touch an app's own errors without proxy_intercept_errors. | 某個狀態碼由哪個頁面或 URI 回應；=狀態碼 可改變狀態。沒有 proxy_intercept_errors 就不影響程式自己的錯誤。
recursive_error_pages | off | Let an error page have an error page. | 錯誤頁面出錯時，是否再套用 error_page。
default_type | text/plain | Content-Type of files whose extension is not in types. | 副檔名不在 types 裡時的 Content-Type。
types |  | Which Content-Type belongs to which file extensions. | 副檔名與 Content-Type 的對應。
client_max_body_size | 1m | Larger request bodies get 413 and never reach the app; 0 means no limit. | 更大的請求本文得到 413，不會到程式；0 表示不限制。
client_body_buffer_size | 16k | Larger bodies are written to a temporary file. | 更大的內容會寫到暫存檔。
client_body_timeout | 60s | Longest pause between two reads of a request's body, not its whole time: then 408. | 讀取請求本文時，兩次讀取之間最長的停頓（不是總時間）：超過則 408。
client_header_timeout | 60s | How long the request line and headers may take. | 請求列與標頭最多能花多久。
client_header_buffer_size | 1k | First buffer for the request line and headers. | 讀取請求列與標頭的第一個緩衝區。
large_client_header_buffers | 4 8k | Further buffers: a longer request line is 414, a longer header 400. | 更大的緩衝區：更長的請求列是 414，更長的標頭是 400。
keepalive_timeout | 75s | How long an idle connection stays open; the second value is told to the client. | 閒置連線保留多久；第二個值會告訴用戶端。
keepalive_requests | 1000 | Requests on one connection before it is closed. | 一條連線上最多幾個請求，之後關閉。
send_timeout | 60s | Longest pause between two writes to the client. | 寫給用戶端時，兩次寫入之間最長的停頓。
lingering_close | on | Before closing, read what the client still sends, so that it can read the answer. | 關閉前先讀掉用戶端還在送的資料，讓它讀得到回應。
sendfile | off | Let the kernel copy files to sockets. | 讓 kernel 直接把檔案送進 socket。
tcp_nopush | off | Fill packets before sending; with sendfile. | 送出前先填滿封包；與 sendfile 搭配。
tcp_nodelay | on | Do not wait to fill packets on keep-alive connections. | 在保持連線上不等封包填滿。
server_tokens | on | Show the version in Server and on error pages. | 在 Server 標頭與錯誤頁面顯示版本。
server_name_in_redirect | off | Use the server's first name in redirects instead of the Host that was asked for. | 轉址時用 server 的第一個名稱，而不是請求的 Host。
absolute_redirect | on | Make redirects to a path absolute. | 把轉到路徑的轉址寫成完整網址。
port_in_redirect | on | Put the port into redirects when it is not the usual one. | 轉址時寫出非標準的連接埠。
merge_slashes | on | Take several slashes for one when looking for a location. | 找 location 時把連續斜線當成一個。
underscores_in_headers | off | Keep headers with an underscore in their names; otherwise they are dropped. | 保留名稱含底線的標頭；否則會被丟掉。
ignore_invalid_headers | on | Drop headers with odd names instead of keeping them. | 丟掉名稱不合規的標頭。
limit_rate | 0 | Bytes per second for each answer; 0 means no limit. | 每個回應每秒最多幾個位元組；0 表示不限制。
limit_rate_after | 0 | Slow down only after this much. | 送出這麼多之後才開始限速。
limit_except |  | Settings for all methods except these; GET includes HEAD. | 除了這些方法以外都適用的設定；GET 包含 HEAD。
satisfy | all | all: address and password must both be right; any: one is enough. | all：位址與密碼都要對；any：一個就夠。
resolver |  | DNS servers for names in variables; /etc/hosts is not asked. | 變數裡的名稱用哪些 DNS 伺服器查；不看 /etc/hosts。
log_not_found | on | Write missing files to the error log. | 找不到檔案時寫進錯誤日誌。
etag | on | Send an ETag with files: time of change and size in hex. | 檔案回應附上 ETag：十六進位的修改時間與大小。
if_modified_since | exact | Compare If-Modified-Since exactly, or take before. | If-Modified-Since 要完全相等，或 before。
max_ranges |  | How many ranges one request may ask for. | 一個請求最多能要求幾段範圍。
msie_padding | on | Pad short error pages for old browsers and Chrome. | 為舊瀏覽器與 Chrome 加長錯誤頁面。
chunked_transfer_encoding | on | Allow chunked answers in HTTP/1.1. | 允許 HTTP/1.1 的分塊回應。
`;
