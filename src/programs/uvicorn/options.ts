/**
 * The options of `uvicorn` 0.54 (main.py), as data: for the command line, `--help` and the flag panel. The sentences are
 * this project's own.
 */
export type OptionType =
  | { readonly kind: 'text' | 'path' | 'dir' | 'file' | 'int' | 'float' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** A name that is known, or an import string. */
  | { readonly kind: 'named'; readonly names: readonly string[] }
  | { readonly kind: 'range'; readonly min: number }
  /** `--x` and, if there is one, `--no-x`. */
  | { readonly kind: 'flag'; readonly off: string | null };

export type Modelled = 'yes' | 'ignored' | 'no';

export interface Option {
  readonly flag: string;
  readonly name: string;
  readonly type: OptionType;
  readonly default: string | number | boolean | null;
  readonly multiple: boolean;
  /** `ignored`: accepted, makes no difference here; `no`: refused with a note. */
  readonly modelled: Modelled;
  readonly en: string;
  readonly zh: string;
}

const TEXT: OptionType = { kind: 'text' };
const INT: OptionType = { kind: 'int' };
const flag = (off: string | null = null): OptionType => ({ kind: 'flag', off });
const named = (...names: string[]): OptionType => ({ kind: 'named', names });
const choice = (...choices: string[]): OptionType => ({ kind: 'choice', choices });

type Extra = Partial<Pick<Option, 'multiple' | 'modelled'>>;
function option(
  flags: string,
  type: OptionType,
  fallback: Option['default'],
  en: string,
  zh: string,
  extra: Extra = {},
): Option {
  return {
    flag: flags,
    name: flags.slice(2).replace(/-/g, '_'),
    type,
    default: fallback,
    multiple: false,
    modelled: 'yes',
    en,
    zh,
    ...extra,
  };
}

const IGNORED: Extra = { modelled: 'ignored' };
const MANY: Extra = { multiple: true };
const NOT: Extra = { modelled: 'no' };

export const OPTIONS: readonly Option[] = [
  option('--host', TEXT, '127.0.0.1', 'Address to listen on.', '監聽的位址。'),
  option('--port', INT, 8000, 'Port to listen on; 0 takes a free one.', '監聽的埠號；0 表示任選一個空的。'),
  option('--uds', TEXT, null, 'Listen on a unix socket instead.', '改為監聽 unix socket。'),
  option(
    '--fd',
    INT,
    null,
    'Listen on a socket that is already open under this number.',
    '使用已經開啟、編號為此的 socket。',
  ),
  option(
    '--reload',
    flag(),
    false,
    'Restart when the code changes; for development.',
    '程式碼變動時重新啟動；開發時才用。',
  ),
  option('--reload-dir', { kind: 'file' }, null, 'Directory to watch for changes.', '要監看變動的目錄。', MANY),
  option('--reload-include', TEXT, null, 'Pattern of files to watch as well.', '也要監看的檔案樣式。', MANY),
  option('--reload-exclude', TEXT, null, 'Pattern of files not to watch.', '不要監看的檔案樣式。', MANY),
  option(
    '--reload-delay',
    { kind: 'float' },
    0.25,
    'Seconds between two looks at the files.',
    '兩次檢查檔案之間的秒數。',
  ),
  option('--workers', INT, null, 'How many processes serve requests.', '由幾個行程處理請求。'),
  option('--loop', named('none', 'auto', 'asyncio', 'uvloop', 'zuvloop'), 'auto', 'Event loop.', '事件迴圈。'),
  option('--http', named('auto', 'h11', 'httptools', 'zttp'), 'auto', 'HTTP parser.', 'HTTP 解析器。'),
  option(
    '--ws',
    named('auto', 'none', 'websockets', 'websockets-sansio', 'wsproto'),
    'auto',
    'WebSocket library.',
    'WebSocket 函式庫。',
  ),
  option('--ws-max-size', INT, 16_777_216, 'Bytes of the largest websocket message.', 'WebSocket 訊息最多幾個位元組。'),
  option('--ws-max-queue', INT, 32, 'Messages that may wait to be received.', '等待接收的訊息最多幾則。', IGNORED),
  option('--ws-ping-interval', { kind: 'float' }, 20, 'Seconds between two pings.', '兩次 ping 之間的秒數。'),
  option('--ws-ping-timeout', { kind: 'float' }, 20, 'Seconds to wait for a pong.', '等待 pong 的秒數。'),
  option(
    '--ws-per-message-deflate',
    { kind: 'text' },
    true,
    'Offer compression of messages.',
    '提供訊息壓縮。',
    IGNORED,
  ),
  option(
    '--lifespan',
    choice('auto', 'on', 'off'),
    'auto',
    'Startup and shutdown events of the application.',
    '程式的啟動與關閉事件。',
  ),
  option('--interface', choice('auto', 'asgi3', 'asgi2', 'wsgi'), 'auto', 'Kind of application.', '程式的介面種類。'),
  option('--env-file', { kind: 'file' }, null, 'File with environment variables.', '環境變數檔。'),
  option('--log-config', { kind: 'file' }, null, 'File with the configuration of logging.', 'logging 的設定檔。'),
  option(
    '--log-level',
    choice('critical', 'error', 'warning', 'info', 'debug', 'trace'),
    null,
    'Least important messages to show.',
    '要顯示到多不重要的訊息。',
  ),
  option('--access-log', flag('--no-access-log'), true, 'One line per request.', '每個請求記一行。'),
  option('--use-colors', flag('--no-use-colors'), null, 'Colours in the log.', '日誌用顏色。'),
  option(
    '--proxy-headers',
    flag('--no-proxy-headers'),
    true,
    'Believe X-Forwarded-For and X-Forwarded-Proto of trusted proxies.',
    '採信受信任代理的 X-Forwarded-For 與 X-Forwarded-Proto。',
  ),
  option('--server-header', flag('--no-server-header'), true, 'Send a Server header.', '送出 Server 標頭。'),
  option('--date-header', flag('--no-date-header'), true, 'Send a Date header.', '送出 Date 標頭。'),
  option(
    '--forwarded-allow-ips',
    TEXT,
    null,
    'Proxies to trust, comma separated; * for all.',
    '信任的代理，以逗號分隔；* 表示全部。',
  ),
  option('--root-path', TEXT, '', 'Path under which a proxy serves the application.', '代理把程式放在哪個路徑下。'),
  option(
    '--limit-concurrency',
    INT,
    null,
    'Answer 503 when this many connections or tasks are there.',
    '連線或任務達到這個數目時回 503。',
  ),
  option('--backlog', INT, 2048, 'How many connections may wait to be accepted.', '最多讓幾條連線排隊等待接受。'),
  option('--limit-max-requests', INT, null, 'End after this many requests.', '處理這麼多請求後結束。'),
  option(
    '--limit-max-requests-jitter',
    INT,
    0,
    'Add up to this many to --limit-max-requests, at random.',
    '在 --limit-max-requests 上隨機再加最多這麼多。',
  ),
  option('--timeout-keep-alive', INT, 5, 'Seconds to keep an idle connection.', '閒置連線保留的秒數。'),
  option(
    '--timeout-graceful-shutdown',
    INT,
    null,
    'Seconds that running requests get at the stop.',
    '停止時給進行中請求的秒數。',
  ),
  option(
    '--timeout-worker-healthcheck',
    INT,
    5,
    'Seconds that a worker may take to answer its supervisor.',
    'worker 回應監督行程的期限秒數。',
  ),
  option('--ssl-keyfile', TEXT, null, 'Key for TLS.', 'TLS 金鑰。'),
  option('--ssl-certfile', TEXT, null, 'Certificate for TLS.', 'TLS 憑證。'),
  option('--ssl-keyfile-password', TEXT, null, 'Password of the key.', '金鑰的密碼。', NOT),
  option('--ssl-version', INT, 17, 'Version of TLS.', 'TLS 版本。', IGNORED),
  option('--ssl-cert-reqs', INT, 0, 'Are client certificates required?', '是否要求用戶端憑證？', IGNORED),
  option('--ssl-ca-certs', TEXT, null, 'Certificates of authorities.', '憑證機構的憑證。', NOT),
  option('--ssl-ciphers', TEXT, 'TLSv1', 'Ciphers for TLS.', 'TLS 加密套件。'),
  option('--header', TEXT, null, 'Header of every answer, Name:Value.', '每個回應都加的標頭，Name:Value。', {
    multiple: true,
  }),
  option('--version', flag(), false, 'Show the version and exit.', '顯示版本後結束。'),
  option('--app-dir', TEXT, '', 'Directory to import the application from.', '從哪個目錄載入程式。'),
  option(
    '--h11-max-incomplete-event-size',
    INT,
    null,
    'Bytes of an unfinished head that h11 keeps.',
    'h11 保留未完成標頭的位元組數。',
  ),
  option(
    '--factory',
    flag(),
    false,
    'The name is a function that makes the application.',
    '名稱指的是產生程式的函式。',
  ),
  option('--help', flag(), false, 'Show this text and exit.', '顯示本說明後結束。'),
];
