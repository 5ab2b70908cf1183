/**
 * Directives that a lesson seldom needs, in one sentence each: name | default | English | 中文. Facts from the documentation of
 * nginx 1.22; what is told of proxy_… holds for its siblings, see index.ts.
 */
export const FURTHER_DOCS = `
master_process | on | Whether a master starts workers at all; off is for those who debug nginx. | 是否由主行程啟動 worker；off 只用來除錯 nginx。
timer_resolution |  | Ask for the time only this often, rather than after every event. | 每隔這麼久才問一次時間，而不是每個事件都問。
lock_file | logs/nginx.lock | File for locks, where the system has nothing better. | 鎖定用的檔案，系統沒有更好的方法時才用。
debug_points |  | What to do when nginx finds itself inconsistent: stop or abort. | nginx 發現自己不一致時怎麼辦：stop 或 abort。
worker_priority | 0 | Nice value of the workers; negative means more of the CPU. | worker 的 nice 值；負數可以分到更多 CPU。
worker_cpu_affinity |  | Which cores each worker may run on. | 各 worker 可以用哪些核心。
worker_rlimit_nofile |  | Most open files of a worker: connections and files together. | worker 最多能開幾個檔案，連線也算。
worker_rlimit_core |  | Largest core file of a worker. | worker 的 core 檔上限。
worker_shutdown_timeout |  | After a reload, old workers close what is still open after this long. | 重新載入後，舊的 worker 過這麼久就關掉還開著的連線。
working_directory |  | Where workers run; core files go there. | worker 的工作目錄，core 檔也寫在這裡。
env | TZ | Environment variables that workers keep. | worker 保留哪些環境變數。
load_module |  | Load a dynamic module. | 載入動態模組。
accept_mutex | off | Workers take turns at accepting instead of all waking up. | worker 輪流接受連線，而不是全部一起醒來。
accept_mutex_delay | 500ms | How long to wait before trying for the turn again. | 沒輪到時，等多久再試。
debug_connection |  | Log at debug level for these clients only. | 只對這些用戶端記錄除錯訊息。
epoll_events | 512 | Events fetched from the kernel at once. | 一次向 kernel 取多少事件。
worker_aio_requests | 32 | Most asynchronous file operations at once. | 同時進行的非同步檔案操作上限。
thread_pool | default threads=32 max_queue=65536 | Threads that read files, so that the event loop need not wait. | 負責讀檔的執行緒，讓事件迴圈不必等。
ssl_engine |  | Hardware for cryptography. | 加解密用的硬體。
pcre_jit | off | Compile regular expressions while the configuration is read. | 讀設定時就把正規表示式編譯好。
variables_hash_max_size | 1024 | Size of the table of variables. | 變數表的大小。
variables_hash_bucket_size | 64 | Bucket size of the table of variables. | 變數表每一格的大小。
server_names_hash_max_size | 512 | Size of the table of server names. | 伺服器名稱表的大小。
server_names_hash_bucket_size | 64 | Bucket size of the table of server names; grow it when nginx complains of a long name. | 伺服器名稱表每一格的大小；名稱太長時 nginx 會要你加大。
connection_pool_size | 512 | Memory set aside for each connection. | 每條連線預留的記憶體。
request_pool_size | 4k | Memory set aside for each request. | 每個請求預留的記憶體。
types_hash_max_size | 1024 | Size of the table of MIME types. | MIME 類型表的大小。
types_hash_bucket_size | 64 | Bucket size of the table of MIME types. | MIME 類型表每一格的大小。
client_body_temp_path | /var/lib/nginx/body | Where large request bodies are kept. | 大的請求本文暫存在哪裡。
client_body_in_file_only | off | Keep every request body in a file. | 每個請求本文都存成檔案。
client_body_in_single_buffer | off | Keep the request body in one piece in memory. | 請求本文在記憶體裡放成一整塊。
sendfile_max_chunk | 2m | Most that one sendfile call sends, so that a fast client cannot hold the worker. | 一次 sendfile 最多送多少，免得快的用戶端占住 worker。
subrequest_output_buffer_size | 4k | Room for the answer of a subrequest. | 子請求回應的緩衝大小。
aio | off | Read files asynchronously, or in threads. | 非同步讀檔，或交給執行緒。
aio_write | off | Also write files asynchronously. | 寫檔也用非同步。
read_ahead | 0 | How much the kernel reads ahead of a file. | kernel 預先讀多少檔案內容。
directio | off | Read files of this size and above past the page cache. | 這麼大以上的檔案繞過頁面快取直接讀。
directio_alignment | 512 | Alignment for directio. | directio 的對齊單位。
send_lowat | 0 | Do not send until this much can be sent. | 能送出這麼多時才送。
postpone_output | 1460 | Do not send before this much has gathered. | 累積到這麼多才送。
keepalive_time | 1h | Longest life of a kept connection. | 保持的連線最多活多久。
keepalive_disable | msie6 | Browsers whose connections are not kept. | 不對這些瀏覽器保持連線。
auth_delay | 0s | Answer a wrong password only after this long. | 密碼錯誤時，過這麼久才回應。
lingering_time | 30s | How long to read on after an answer that came early. | 提早回應之後，還繼續讀多久。
lingering_timeout | 5s | How long to wait for more of it each time. | 每次等多久看還有沒有資料。
reset_timedout_connection | off | Drop timed-out connections at once, with a reset. | 逾時的連線直接以 RST 中斷。
msie_refresh | off | Refresh instead of redirect for old Internet Explorers. | 對舊版 IE 用 refresh 代替轉址。
log_subrequest | off | Log subrequests too. | 子請求也寫進日誌。
post_action |  | Another request to make when this one is done. | 這個請求結束後再發一個請求。
open_file_cache | off | Remember open files, sizes and misses. | 記住開過的檔案、大小與找不到的結果。
open_file_cache_valid | 60s | Look again after this long. | 過這麼久再重新確認。
open_file_cache_min_uses | 1 | Keep a file open that is used so often. | 用到這麼多次才保持開啟。
open_file_cache_errors | off | Remember misses as well. | 連找不到也記住。
open_file_cache_events | off | Let the kernel tell of changes. | 由 kernel 通知檔案有變。
resolver_timeout | 30s | How long a name may take to resolve. | 解析名稱最多等多久。
disable_symlinks | off | Refuse files reached through symbolic links. | 拒絕經由符號連結取得的檔案。
open_log_file_cache | off | Keep log files with variables in their names open. | 檔名帶變數的日誌檔保持開啟。
gzip_buffers | 32 4k | Buffers for compression. | 壓縮用的緩衝。
gzip_window | 32k | Window of the compressor. | 壓縮的視窗大小。
gzip_hash | 64k | Hash table of the compressor. | 壓縮的雜湊表大小。
postpone_gzipping | 0 | Compress only when this much has gathered. | 累積到這麼多才壓縮。
gzip_no_buffer | off | Compress without waiting for full buffers. | 不等緩衝滿就壓縮。
ssi | off | Work off server-side includes in answers. | 處理回應裡的 SSI 指令。
ssi_silent_errors | off | Say nothing when an include fails. | SSI 出錯時不顯示訊息。
ssi_types | text/html | Types that includes are looked for in. | 在哪些類型裡找 SSI。
ssi_value_length | 256 | Longest value in an include. | SSI 參數值的最大長度。
ssi_min_file_chunk | 1k | Smallest piece that sendfile is used for. | 用 sendfile 送出的最小片段。
ssi_last_modified | off | Keep Last-Modified although includes were worked off. | 處理 SSI 後仍保留 Last-Modified。
ssi_ignore_recycled_buffers | off | A switch for those who debug includes. | 給 SSI 除錯用的開關。
source_charset |  | Charset that the files are in. | 檔案原本的字元集。
override_charset | off | Also convert what a backend has labelled. | 後端已標示字元集的回應也轉換。
charset_types | text/html text/xml text/plain text/vnd.wap.wml application/javascript application/rss+xml | Types that charset is for. | charset 作用於哪些類型。
charset_map |  | How one charset is turned into another. | 字元集之間如何對應。
sub_filter_types | text/html | Types that sub_filter works on. | sub_filter 作用於哪些類型。
sub_filter_last_modified | off | Keep Last-Modified although the text was changed. | 改了內容仍保留 Last-Modified。
add_before_body |  | Text of a subrequest to put before the answer. | 把子請求的內容加在回應前面。
add_after_body |  | Text of a subrequest to put after the answer. | 把子請求的內容加在回應後面。
addition_types | text/html | Types that are added to. | 對哪些類型加上內容。
gunzip | off | Unpack compressed answers for clients that cannot. | 替不會解壓縮的用戶端解開。
gunzip_buffers | 32 4k | Buffers for unpacking. | 解壓縮用的緩衝。
userid | off | Give clients a cookie to know them again. | 給用戶端一個 cookie 以便認出它。
userid_service | 0 | Number of this server in the cookie. | cookie 裡的伺服器編號。
userid_name | uid | Name of the cookie. | cookie 的名稱。
userid_domain | none | Domain of the cookie. | cookie 的網域。
userid_path | / | Path of the cookie. | cookie 的路徑。
userid_expires | off | How long the cookie lives. | cookie 的有效期限。
userid_flags | off | Flags of the cookie: secure, httponly, samesite. | cookie 的旗標：secure、httponly、samesite。
userid_p3p | none | P3P header that goes with the cookie. | 隨 cookie 送出的 P3P 標頭。
userid_mark | off | A character that marks cookies of this server. | 標記這台伺服器 cookie 的字元。
add_trailer |  | Add a field after the body of the answer. | 在回應本文之後加上欄位。
output_buffers | 2 32k | Buffers for reading files. | 讀檔用的緩衝。
slice | 0 | Fetch large files from the upstream in pieces of this size. | 以這個大小分段向上游取大檔案。
http2_recv_buffer_size | 256k | Buffer for what a worker receives. | worker 的接收緩衝。
http2_pool_size | 4k | Memory set aside for each HTTP/2 request. | 每個 HTTP/2 請求預留的記憶體。
http2_max_concurrent_streams | 128 | Requests at once on one connection. | 一條連線上同時的請求數。
http2_max_concurrent_pushes | 10 | Pushes at once on one connection. | 一條連線上同時的 push 數。
http2_max_requests | 1000 | Requests per connection; keepalive_requests has taken its place. | 每條連線的請求數；已由 keepalive_requests 取代。
http2_max_field_size | 4k | Longest header; large_client_header_buffers has taken its place. | 標頭最大長度；已由 large_client_header_buffers 取代。
http2_max_header_size | 16k | All headers together; large_client_header_buffers has taken its place. | 標頭總長上限；已由 large_client_header_buffers 取代。
http2_body_preread_size | 64k | How much of a body is taken before anybody asks for it. | 還沒人要之前先收多少請求本文。
http2_streams_index_size | 32 | Size of the table of streams. | stream 表的大小。
http2_recv_timeout | 30s | Wait for more; client_header_timeout has taken its place. | 等待更多資料；已由 client_header_timeout 取代。
http2_idle_timeout | 3m | Idle connections; keepalive_timeout has taken its place. | 閒置連線；已由 keepalive_timeout 取代。
http2_chunk_size | 8k | Pieces that answers are cut into. | 回應切成多大一塊。
http2_push_preload | off | Push what Link: preload names. | 主動送出 Link: preload 提到的資源。
http2_push | off | Push this resource with the answer. | 隨回應主動送出這個資源。
dav_methods | off | Allow PUT, DELETE, MKCOL, COPY, MOVE. | 允許 PUT、DELETE、MKCOL、COPY、MOVE。
create_full_put_path | off | PUT may create missing directories. | PUT 可以建立不存在的目錄。
min_delete_depth | 0 | DELETE only below this many directories. | 至少這麼多層目錄以下才能 DELETE。
dav_access | user:rw | Mode of files and directories made by PUT and MKCOL. | PUT 與 MKCOL 建立的檔案權限。
autoindex_format | html | Form of a directory's list: html, xml, json, jsonp. | 目錄列表的格式：html、xml、json、jsonp。
autoindex_localtime | off | Times in local time. | 時間以本地時間顯示。
autoindex_exact_size | on | Sizes in bytes rather than rounded. | 大小顯示完整位元組數。
random_index | off | Take any file of the directory as its index. | 隨機挑目錄裡的一個檔案當首頁。
mirror_request_body | on | Send the body along with the copy. | 副本也帶上請求本文。
auth_request_set |  | Keep something of the permission's answer in a variable. | 把授權回應的內容存進變數。
limit_conn_log_level | error | How loudly refusals are logged. | 拒絕連線時，日誌的等級。
limit_conn_dry_run | off | Count, but refuse nobody. | 只計數，不真的拒絕。
limit_req_dry_run | off | Count, but hold nobody back. | 只計數，不真的限制。
map_hash_max_size | 2048 | Size of the tables of map. | map 表的大小。
map_hash_bucket_size | 64 | Bucket size of the tables of map. | map 表每一格的大小。
referer_hash_max_size | 2048 | Size of the table of valid_referers. | valid_referers 表的大小。
referer_hash_bucket_size | 64 | Bucket size of the table of valid_referers. | valid_referers 表每一格的大小。
rewrite_log | off | Log what rewrite does, at level notice. | 把 rewrite 的過程記在 notice 等級。
uninitialized_variable_warn | on | Warn of variables that have no value. | 變數沒有值時警告。
ssl_password_file |  | Passwords of the private keys. | 私鑰的密碼檔。
ssl_dhparam |  | Parameters for DHE ciphers. | DHE 加密套件的參數。
ssl_ecdh_curve | auto | Curves for ECDHE. | ECDHE 使用的曲線。
ssl_buffer_size | 16k | Size of records that are sent; smaller ones reach the client sooner. | 送出記錄的大小；小一點，用戶端更早拿到第一段。
ssl_verify_client | off | Ask clients for a certificate. | 要求用戶端出示憑證。
ssl_verify_depth | 1 | How long a client's chain may be. | 用戶端憑證鏈最長幾層。
ssl_client_certificate |  | Authorities whose client certificates are believed, and named to clients. | 信任哪些機構簽發的用戶端憑證，並告知用戶端。
ssl_trusted_certificate |  | Authorities that are believed, but not named to clients. | 信任但不告知用戶端的憑證機構。
ssl_session_tickets | on | Let clients keep the session themselves, in a ticket. | 讓用戶端自己以 ticket 保存連線階段。
ssl_session_ticket_key |  | Key for tickets, to be shared by several servers. | ticket 的金鑰，可供多台伺服器共用。
ssl_crl |  | Certificates that were revoked. | 已撤銷的憑證清單。
ssl_ocsp | off | Ask the authority whether a client's certificate still counts. | 向憑證機構查詢用戶端憑證是否仍有效。
ssl_ocsp_responder |  | Whom to ask. | 向誰查詢。
ssl_ocsp_cache | off | Remember the answers. | 記住查詢結果。
ssl_stapling | off | Bring along the proof that our certificate still counts. | 主動附上自己憑證仍有效的證明。
ssl_stapling_file |  | Take that proof from a file. | 從檔案取得該證明。
ssl_stapling_responder |  | Where to fetch that proof. | 向誰取得該證明。
ssl_stapling_verify | off | Check that proof before it is sent. | 送出前先驗證該證明。
ssl_early_data | off | Accept requests in the first flight of TLS 1.3; they can be replayed. | 接受 TLS 1.3 首次往返中的請求；可能被重放。
ssl_conf_command |  | A setting for OpenSSL itself. | 直接給 OpenSSL 的設定。
ssl_reject_handshake | off | Refuse the handshake for names that nobody claims. | 沒有人認領的名稱直接拒絕交握。
empty_gif |  | Answer with a picture of one transparent dot. | 回應一個透明像素的圖。
modern_browser |  | From which version on a browser counts as modern. | 從哪個版本起算新的瀏覽器。
ancient_browser |  | Words in User-Agent that mark an old browser. | User-Agent 含這些字就算舊瀏覽器。
modern_browser_value | 1 | Value of $modern_browser. | $modern_browser 的值。
ancient_browser_value | 1 | Value of $ancient_browser. | $ancient_browser 的值。
secure_link |  | Where the checksum and the expiry of a link stand. | 連結中的檢查碼與期限從哪裡取得。
secure_link_md5 |  | What the checksum is made of. | 檢查碼由哪些內容算出。
secure_link_secret |  | Secret word for links of the old form. | 舊式連結的密語。
flv |  | Serve Flash videos from any place in them. | 可從任意位置播放 FLV。
mp4 |  | Serve MP4 videos from any place in them. | 可從任意位置播放 MP4。
mp4_buffer_size | 512K | Buffer for MP4's index. | MP4 索引的緩衝。
mp4_max_buffer_size | 10M | Largest buffer for MP4's index. | MP4 索引緩衝的上限。
mp4_start_key_frame | off | Begin at a key frame. | 從關鍵影格開始。
proxy_cookie_flags | off | Set or clear flags of cookies that come back. | 設定或清除回程 cookie 的旗標。
proxy_store | off | Keep a copy of what comes back as a file. | 把回來的內容存成檔案。
proxy_store_access | user:rw | Mode of those files. | 存檔的權限。
proxy_socket_keepalive | off | Have the kernel check idle connections to the upstream. | 由 kernel 檢查與上游的閒置連線。
proxy_send_lowat | 0 | Do not send to the upstream until this much can be sent. | 能送出這麼多時才送往上游。
proxy_headers_hash_max_size | 512 | Size of the tables of headers. | 標頭表的大小。
proxy_headers_hash_bucket_size | 64 | Bucket size of the tables of headers. | 標頭表每一格的大小。
proxy_force_ranges | off | Answer ranges although the upstream does not offer them. | 上游不支援範圍請求時也由 nginx 支援。
proxy_limit_rate | 0 | Bytes per second to read from the upstream. | 每秒從上游讀多少位元組。
proxy_cache_max_range_offset |  | Ranges that begin behind this are not cached. | 起點在此之後的範圍請求不快取。
proxy_cache_lock_timeout | 5s | How long to wait for the one who fetches. | 等別人去取回，最多等多久。
proxy_cache_lock_age | 5s | After this long another one may fetch, too. | 過這麼久，另一個請求也可以去取。
proxy_cache_revalidate | off | Ask the upstream whether an expired copy is still good. | 過期的副本先問上游是否仍有效。
proxy_cache_convert_head | on | Fetch with GET for HEAD, so that the copy is whole. | 收到 HEAD 時改用 GET，副本才完整。
proxy_cache_background_update | off | Give out the old copy while the new one is fetched. | 取新的同時先給舊的副本。
proxy_temp_path | /var/lib/nginx/proxy | Where answers go that do not fit into memory. | 記憶體放不下的回應暫存在哪裡。
proxy_temp_file_write_size | 8k | How much is written to such a file at once. | 一次寫入暫存檔多少。
proxy_ssl_session_reuse | on | Resume TLS sessions with the upstream. | 與上游沿用 TLS 連線階段。
proxy_ssl_protocols | TLSv1 TLSv1.1 TLSv1.2 TLSv1.3 | TLS versions towards the upstream. | 對上游使用的 TLS 版本。
proxy_ssl_ciphers | DEFAULT | Ciphers towards the upstream. | 對上游使用的加密套件。
proxy_ssl_name | $proxy_host | Name that the upstream's certificate must have. | 上游憑證上應有的名稱。
proxy_ssl_server_name | off | Tell the upstream the name that is wanted (SNI). | 告訴上游要找的名稱（SNI）。
proxy_ssl_verify | off | Check the upstream's certificate at all. | 是否驗證上游的憑證。
proxy_ssl_verify_depth | 1 | How long the upstream's chain may be. | 上游憑證鏈最長幾層。
proxy_ssl_trusted_certificate |  | Authorities that are believed for the upstream. | 對上游信任哪些憑證機構。
proxy_ssl_crl |  | Certificates of upstreams that were revoked. | 上游已撤銷的憑證清單。
proxy_ssl_certificate |  | Certificate that nginx shows the upstream. | nginx 向上游出示的憑證。
proxy_ssl_certificate_key |  | Its private key. | 該憑證的私鑰。
proxy_ssl_password_file |  | Passwords of that key. | 該私鑰的密碼檔。
proxy_ssl_conf_command |  | A setting for OpenSSL towards the upstream. | 對上游連線直接給 OpenSSL 的設定。
fastcgi_index |  | File name to add when the URI ends with a slash. | URI 以斜線結尾時補上的檔名。
fastcgi_split_path_info |  | How script and path info are told apart. | 如何區分腳本與路徑資訊。
fastcgi_catch_stderr |  | Take an answer for an error when this stands in the error output. | 錯誤輸出含這段文字就視為錯誤回應。
fastcgi_keep_conn | off | Keep connections to the FastCGI server. | 與 FastCGI 伺服器保持連線。
uwsgi_modifier1 | 0 | First modifier of uwsgi's packet. | uwsgi 封包的 modifier1。
uwsgi_modifier2 | 0 | Second modifier of uwsgi's packet. | uwsgi 封包的 modifier2。
uwsgi_string |  | A string for uwsgi to execute. | 交給 uwsgi 執行的字串。
scgi_param |  | A parameter for the SCGI server. | 傳給 SCGI 伺服器的參數。
grpc_set_header |  | A header for the gRPC server. | 傳給 gRPC 伺服器的標頭。
memcached_pass |  | Answer from memcached; the key is $memcached_key. | 由 memcached 回應，鍵是 $memcached_key。
memcached_gzip_flag |  | Flag of entries that are compressed. | 表示內容已壓縮的旗標。
`;
