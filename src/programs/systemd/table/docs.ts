/**
 * One sentence each for directives that the machine knows by name and form alone: key | English | 中文 (systemd.unit(5),
 * systemd.service(5), systemd.exec(5), systemd.resource-control(5), systemd.socket(5), systemd.timer(5), systemd.path(5); 252).
 */
import { DIRECTIVES } from './index.ts';
import type { Directive } from './kinds.ts';

const ROWS = `
BindTo | Older name of BindsTo=. | BindsTo= 的舊名。
Upholds | Keep that unit running as long as this one runs. | 只要自己在跑，就讓對方也一直跑。
OnSuccess | Units to start when this one ends well. | 正常結束時要啟動的 unit。
PropagatesReloadTo | A reload of this unit reloads those, too. | 自己重新載入時，那些也一起重新載入。
PropagateReloadTo | Older name of PropagatesReloadTo=. | PropagatesReloadTo= 的舊名。
ReloadPropagatedFrom | A reload of those reloads this unit, too. | 那些重新載入時，自己也重新載入。
PropagateReloadFrom | Older name of ReloadPropagatedFrom=. | ReloadPropagatedFrom= 的舊名。
PropagatesStopTo | A stop of this unit stops those, too. | 自己停止時，那些也停止。
StopPropagatedFrom | A stop of those stops this unit, too. | 那些停止時，自己也停止。
JoinsNamespaceOf | Share the private /tmp and network of that unit. | 與那個 unit 共用私有的 /tmp 與網路。
RequiresMountsFor | Mounts of these paths must be there first. | 這些路徑要先掛載好。
SourcePath | File that this unit was made from. | 這個 unit 由哪個檔案產生。
RebootArgument | Argument of the reboot that an action asks for. | 動作要求重開機時的參數。
JobTimeoutRebootArgument | Argument of the reboot after a job's timeout. | 工作逾時而重開機時的參數。
FailureActionExitStatus | Exit status that the manager takes along on failure. | 失敗時管理者使用的結束碼。
SuccessActionExitStatus | Exit status that the manager takes along on success. | 成功時管理者使用的結束碼。
StopWhenUnneeded | Stop when no running unit needs it any more. | 沒有執行中的 unit 需要它時就停止。
AllowIsolate | May be the target of systemctl isolate. | 可以作為 systemctl isolate 的目標。
OnFailureIsolate | Start what OnFailure= names in isolate mode. | 以 isolate 方式啟動 OnFailure= 的 unit。
IgnoreOnIsolate | Not stopped by systemctl isolate. | systemctl isolate 不會停止它。
OnSuccessJobMode | How the units of OnSuccess= are started. | OnSuccess= 的 unit 以哪種方式啟動。
OnFailureJobMode | How the units of OnFailure= are started. | OnFailure= 的 unit 以哪種方式啟動。
JobTimeoutSec | How long a start or stop job may wait in all. | 啟動或停止的工作總共最多等多久。
JobRunningTimeoutSec | How long a start or stop job may run. | 啟動或停止的工作最多執行多久。
JobTimeoutAction | What to do when a job takes too long. | 工作逾時該怎麼辦。
StartLimitAction | What to do when it was started too often. | 啟動太頻繁時該怎麼辦。
StartLimitInterval | Older name of StartLimitIntervalSec=. | StartLimitIntervalSec= 的舊名。
FailureAction | What the machine does when the unit fails, such as reboot. | unit 失敗時整台機器要做什麼，例如重開機。
SuccessAction | What the machine does when the unit ends well. | unit 正常結束時整台機器要做什麼。
CollectMode | When a unit that has ended is forgotten. | 結束的 unit 何時被清掉。
DefaultInstance | Instance that a template is enabled as when none is named. | 範本沒指定實例名稱時用哪一個。
TimeoutAbortSec | How long a service may take to write its core after the watchdog. | 看門狗觸發後，留多久讓它寫 core。
TimeoutStartFailureMode | How a start that takes too long is ended. | 啟動逾時時用什麼方式結束它。
TimeoutStopFailureMode | How a stop that takes too long is ended. | 停止逾時時用什麼方式結束它。
RuntimeRandomizedExtraSec | Add up to this much, at random, to RuntimeMaxSec=. | 在 RuntimeMaxSec= 上隨機再加最多這麼久。
WatchdogSec | The service must report this often, or it counts as hung. | 服務要這麼頻繁地回報，否則視為當掉。
StartLimitBurst | How many starts the interval allows. | 區間內最多啟動幾次。
FileDescriptorStoreMax | How many descriptors systemd keeps for the service over a restart. | 重新啟動時 systemd 最多替它保管幾個檔案描述子。
ExitType | Which processes must end for the service to have ended. | 哪些行程結束才算服務結束。
OOMPolicy | What to do when the kernel kills one of its processes for memory. | kernel 因記憶體不足砍掉它的行程時怎麼辦。
PermissionsStartOnly | User= and the like hold for ExecStart= alone. | User= 等設定只作用於 ExecStart=。
RootDirectoryStartOnly | RootDirectory= holds for ExecStart= alone. | RootDirectory= 只作用於 ExecStart=。
GuessMainPID | Guess which process is the main one. | 猜測哪個是主行程。
NonBlocking | Sockets are handed over non-blocking. | 交給服務的 socket 設為非阻塞。
Sockets | Socket units whose sockets the service gets. | 服務取得哪些 socket unit 的 socket。
BusName | The D-Bus name by which a dbus service is known. | dbus 服務使用的 D-Bus 名稱。
CPUSchedulingResetOnFork | Children start with ordinary scheduling. | 子行程回到一般排程。
RemoveIPC | Remove the user's shared memory when the service ends. | 服務結束時移除該使用者的共享記憶體。
TTYReset | Reset the terminal before and after. | 前後重設終端機。
TTYVHangup | Disconnect all others from the terminal. | 中斷其他使用該終端機的行程。
TTYVTDisallocate | Free the virtual terminal. | 釋放虛擬終端機。
TTYPath | Terminal that is used. | 使用哪個終端機。
TTYRows | Rows of that terminal. | 該終端機的列數。
TTYColumns | Columns of that terminal. | 該終端機的欄數。
NoNewPrivileges | Nothing that it runs can gain rights, not even by setuid. | 它執行的任何程式都不能取得更多權限，setuid 也不行。
MemoryDenyWriteExecute | No memory that is both writable and executable. | 不允許同時可寫又可執行的記憶體。
RestrictRealtime | No real-time scheduling. | 不允許即時排程。
RestrictSUIDSGID | It cannot make setuid or setgid files. | 不能建立 setuid、setgid 檔案。
LockPersonality | The execution domain cannot be changed. | 不能改變執行環境（personality）。
PrivateDevices | It sees only harmless devices such as /dev/null. | 只看得到 /dev/null 這類無害的裝置。
ProtectKernelTunables | /proc/sys and /sys are read-only. | /proc/sys 與 /sys 唯讀。
ProtectKernelModules | It cannot load kernel modules. | 不能載入 kernel 模組。
ProtectKernelLogs | It cannot read the kernel's log. | 不能讀 kernel 日誌。
ProtectClock | It cannot set the clock. | 不能調整時鐘。
ProtectControlGroups | Control groups are read-only. | cgroup 唯讀。
ProtectHostname | It cannot change the host name. | 不能改主機名稱。
ProtectSystem | yes: /usr and /boot read-only; full: /etc too; strict: everything. | yes：/usr、/boot 唯讀；full：再加 /etc；strict：全部唯讀。
ProtectHome | /home, /root and /run/user are out of sight. | 看不到 /home、/root 與 /run/user。
ProtectProc | Which other processes it sees in /proc. | 在 /proc 裡看得到哪些別的行程。
ProcSubset | Whether all of /proc is there, or processes alone. | /proc 完整，或只有行程部分。
PrivateNetwork | A network of its own with nothing but loopback. | 自己的網路，裡面只有 loopback。
PrivateUsers | A user namespace of its own. | 自己的使用者命名空間。
PrivateMounts | A mount namespace of its own. | 自己的掛載命名空間。
PrivateIPC | An IPC namespace of its own. | 自己的 IPC 命名空間。
IgnoreSIGPIPE | SIGPIPE is ignored; the writer gets an error instead. | 忽略 SIGPIPE，改由寫入者得到錯誤。
SendSIGKILL | Send KILL when TERM was not enough. | TERM 不夠時再送 KILL。
SendSIGHUP | Send HUP right after TERM. | TERM 之後緊接著送 HUP。
RestartKillSignal | Signal for a stop that is part of a restart. | 重新啟動過程中停止時用的訊號。
FinalKillSignal | Signal of last resort. | 最後手段的訊號。
WatchdogSignal | Signal when the watchdog has not been heard. | 看門狗沒有回應時送的訊號。
CPUAccounting | Count its CPU time. | 統計 CPU 時間。
MemoryAccounting | Count its memory. | 統計記憶體。
IOAccounting | Count what it reads and writes. | 統計讀寫量。
BlockIOAccounting | Older name of IOAccounting=. | IOAccounting= 的舊版。
TasksAccounting | Count its processes and threads. | 統計行程與執行緒數。
IPAccounting | Count its network traffic. | 統計網路流量。
RootDirectory | Directory that it sees as /. | 它看到的 / 是哪個目錄。
RootImage | Disk image that it sees as /. | 它看到的 / 是哪個磁碟映像檔。
DynamicUser | A user made for the service, gone with it. | 替服務臨時建立的使用者，結束就消失。
BindPaths | Directories from elsewhere that appear inside. | 把別處的目錄掛進來。
BindReadOnlyPaths | The same, read-only. | 同上，但唯讀。
TemporaryFileSystem | Paths that are empty and in memory. | 這些路徑換成空的記憶體檔案系統。
ReadWritePaths | Paths that may be written although all else is protected. | 其他都受保護時，這些路徑仍可寫。
ReadOnlyPaths | Paths that are read-only. | 這些路徑唯讀。
InaccessiblePaths | Paths that are out of reach. | 這些路徑無法存取。
ReadWriteDirectories | Older name of ReadWritePaths=. | ReadWritePaths= 的舊名。
ReadOnlyDirectories | Older name of ReadOnlyPaths=. | ReadOnlyPaths= 的舊名。
InaccessibleDirectories | Older name of InaccessiblePaths=. | InaccessiblePaths= 的舊名。
ExecPaths | Paths from which programs may be executed. | 可以從這些路徑執行程式。
NoExecPaths | Paths from which nothing may be executed. | 不能從這些路徑執行程式。
ExecSearchPath | Where programs without a path are looked for. | 程式沒寫路徑時到哪裡找。
StateDirectory | Directory under /var/lib, made for the service and owned by it. | 在 /var/lib 下替服務建立、歸它所有的目錄。
CacheDirectory | The same under /var/cache. | 同上，在 /var/cache 下。
LogsDirectory | The same under /var/log. | 同上，在 /var/log 下。
ConfigurationDirectory | The same under /etc. | 同上，在 /etc 下。
StateDirectoryMode | Mode of that directory. | 該目錄的權限。
CacheDirectoryMode | Mode of that directory. | 該目錄的權限。
LogsDirectoryMode | Mode of that directory. | 該目錄的權限。
ConfigurationDirectoryMode | Mode of that directory. | 該目錄的權限。
TimeoutCleanSec | How long systemctl clean may take. | systemctl clean 最多花多久。
PassEnvironment | Variables of the manager that the service gets, too. | 把管理者的這些環境變數也交給服務。
UnsetEnvironment | Variables that are taken away at last. | 最後拿掉這些環境變數。
LogRateLimitIntervalSec | Interval of the limit on log lines. | 日誌行數限制的時間區間。
LogRateLimitBurst | Log lines that the interval allows. | 區間內最多幾行日誌。
LogExtraFields | Fields to add to each journal entry. | 每筆日誌額外加上的欄位。
LogLevelMax | Lines above this level are dropped. | 超過這個等級的日誌丟掉。
LogNamespace | A journal of its own. | 使用自己的日誌空間。
SyslogFacility | Facility of its lines. | 日誌行的 facility。
SyslogLevel | Level of its lines when they do not say one. | 沒標示等級的日誌行用哪個等級。
SyslogLevelPrefix | A prefix such as <3> sets a line's level. | <3> 這類前綴決定該行的等級。
StandardInput | Where standard input comes from. | 標準輸入從哪裡來。
StandardInputText | Text for standard input. | 給標準輸入的文字。
Nice | Priority on the CPU, from -20 (most) to 19 (least). | CPU 優先順序，-20 最高、19 最低。
OOMScoreAdjust | How gladly the kernel kills it when memory runs out. | 記憶體不足時 kernel 有多想砍掉它。
CPUSchedulingPolicy | Scheduling policy. | 排程策略。
CPUSchedulingPriority | Priority within that policy. | 該策略內的優先順序。
CPUAffinity | Cores that it may run on. | 可以在哪些核心上執行。
IOSchedulingClass | How its disk requests are treated. | 磁碟請求的處理方式。
IOSchedulingPriority | Priority of its disk requests. | 磁碟請求的優先順序。
MemoryMax | Most memory; above it the kernel kills. | 記憶體上限，超過就會被 kernel 砍掉。
MemoryHigh | Memory above this is reclaimed hard: it gets slow, not killed. | 超過就強力回收：變慢，但不砍。
MemoryLow | Memory that is left alone as long as others have some to give. | 別人還有得回收時，先不動它這麼多。
MemoryMin | Memory that is never reclaimed. | 絕不回收的記憶體量。
MemorySwapMax | Most swap. | swap 上限。
MemoryLimit | Older name of MemoryMax=. | MemoryMax= 的舊名。
TasksMax | Most processes and threads together. | 行程與執行緒合計上限。
CPUQuota | Share of one core that it may use; 200% is two cores. | 可用的 CPU 份額；200% 是兩個核心。
CPUWeight | Its share against others when the CPU is scarce; 100 is usual. | CPU 不夠時與別人分配的權重，一般是 100。
StartupCPUWeight | The same while the machine boots. | 開機期間的權重。
IOWeight | Its share of the disk when it is scarce. | 磁碟忙時的分配權重。
StartupIOWeight | The same while the machine boots. | 開機期間的權重。
Slice | Slice of the machine's resources that it belongs to. | 屬於哪個資源分組（slice）。
Delegate | Its own control groups are left to the service. | cgroup 交給服務自己管理。
DevicePolicy | Which devices it may use. | 可以使用哪些裝置。
DeviceAllow | A device that it may use. | 允許使用的裝置。
IPAddressAllow | Addresses that it may talk to. | 可以通訊的位址。
IPAddressDeny | Addresses that it may not talk to. | 不可以通訊的位址。
SocketBindAllow | Addresses and ports that it may bind. | 可以綁定的位址與連接埠。
SocketBindDeny | Addresses and ports that it may not bind. | 不可以綁定的位址與連接埠。
RestrictNetworkInterfaces | Interfaces that it may use. | 可以使用哪些網路介面。
RestrictAddressFamilies | Kinds of sockets that it may open. | 可以開啟哪些種類的 socket。
RestrictNamespaces | Namespaces that it may make. | 可以建立哪些命名空間。
RestrictFileSystems | File systems that it may touch. | 可以存取哪些檔案系統。
SystemCallFilter | System calls that it may make; ~ in front means: all but these. | 可以使用哪些系統呼叫；前面加 ~ 表示除了這些。
SystemCallErrorNumber | Error that a forbidden call gets instead of death. | 禁止的系統呼叫改回這個錯誤，而不是砍掉。
SystemCallArchitectures | Architectures whose system calls are allowed. | 允許哪些架構的系統呼叫。
CapabilityBoundingSet | Capabilities that it can ever have. | 最多可能擁有的 capability。
AmbientCapabilities | Capabilities that it starts with although it is not root; CAP_NET_BIND_SERVICE allows ports below 1024. | 不是 root 也擁有的 capability；CAP_NET_BIND_SERVICE 可用 1024 以下的連接埠。
SecureBits | Switches of the kernel's rules for root. | kernel 對 root 規則的開關。
LoadCredential | A secret from a file, handed over safely. | 從檔案安全地交付機密。
SetCredential | A secret written right here. | 直接寫在這裡的機密。
PAMName | PAM session that it runs in. | 在哪個 PAM 工作階段中執行。
KeyringMode | Which kernel keyring it gets. | 使用哪一種 kernel 金鑰圈。
NetworkNamespacePath | Network namespace to join. | 加入哪個網路命名空間。
ListenDatagram | A UDP or datagram address to listen on. | 監聽的 UDP 或 datagram 位址。
ListenSequentialPacket | A sequential-packet address to listen on. | 監聽的 seqpacket 位址。
ListenFIFO | A named pipe to listen on. | 監聽的具名管線。
ListenSpecial | A special file to listen on. | 監聽的特殊檔案。
ListenNetlink | A netlink address to listen on. | 監聽的 netlink 位址。
ListenMessageQueue | A POSIX message queue to listen on. | 監聽的 POSIX 訊息佇列。
Symlinks | Symbolic links to the socket. | 指向該 socket 的符號連結。
BindIPv6Only | Whether an IPv6 address also takes IPv4. | IPv6 位址是否也接受 IPv4。
DirectoryMode | Mode of directories that are made for it. | 為它建立的目錄權限。
KeepAlive | TCP checks idle connections. | TCP 檢查閒置的連線。
KeepAliveTimeSec | When it begins to check. | 多久後開始檢查。
KeepAliveIntervalSec | How often it checks. | 多久檢查一次。
KeepAliveProbes | How many checks may go unanswered. | 幾次沒回應就放棄。
NoDelay | Small packets are sent at once. | 小封包立刻送出。
ReusePort | Several sockets may share the port. | 允許多個 socket 共用連接埠。
FreeBind | Bind an address that is not there yet. | 可以綁定還不存在的位址。
Transparent | Transparent proxying. | 透明代理。
MaxConnections | Most instances at once, with Accept=yes. | Accept=yes 時同時最多幾個實例。
MaxConnectionsPerSource | The same for each source address. | 每個來源位址的上限。
TriggerLimitIntervalSec | Interval in which triggers are counted. | 計算觸發次數的區間。
TriggerLimitBurst | Triggers that the interval allows. | 區間內最多觸發幾次。
RemoveOnStop | Remove the socket's file when it stops. | 停止時移除 socket 檔案。
FileDescriptorName | Name by which the service knows the socket. | 服務以什麼名稱認得這個 socket。
DeferAcceptSec | Wait for the first bytes before the service is told. | 等到第一批資料才通知服務。
ReceiveBuffer | Size of the receive buffer. | 接收緩衝大小。
SendBuffer | Size of the send buffer. | 傳送緩衝大小。
BindToDevice | Only this network interface. | 只限這個網路介面。
TimeoutSec | How long its own commands may take. | 它自己的指令最多花多久。
OnActiveSec | So long after the timer was started. | 計時器啟動後多久。
OnBootSec | So long after the machine has booted. | 開機後多久。
OnStartupSec | So long after systemd was started. | systemd 啟動後多久。
OnUnitActiveSec | So long after the unit was last started. | 上次啟動該 unit 之後多久。
OnUnitInactiveSec | So long after the unit last ended. | 上次結束該 unit 之後多久。
OnCalendar | At these times, such as daily or Mon *-*-* 03:00. | 在這些時間，例如 daily 或 Mon *-*-* 03:00。
OnClockChange | When the clock is set. | 時鐘被調整時。
OnTimezoneChange | When the time zone changes. | 時區改變時。
Persistent | Make up at boot for a time that was missed. | 開機時補做錯過的那一次。
WakeSystem | Wake the machine from sleep for it. | 為此把機器從睡眠喚醒。
AccuracySec | How exact the time has to be. | 時間要多準。
RandomizedDelaySec | Add up to this much, at random. | 隨機再延後最多這麼久。
FixedRandomDelay | Keep that random delay the same each time. | 每次使用相同的隨機延遲。
RemainAfterElapse | Keep the timer loaded when it has no more to do. | 沒有下一次時仍保留計時器。
Unit | The unit to start; by default the service of the same name. | 要啟動的 unit；沒寫就是同名的服務。
PathExists | Start when this path exists. | 這個路徑存在時啟動。
PathExistsGlob | Start when something matches this pattern. | 有東西符合這個樣式時啟動。
PathChanged | Start when this file was changed and closed. | 檔案改變並關閉時啟動。
PathModified | Start at every write to this file. | 每次寫入這個檔案都啟動。
DirectoryNotEmpty | Start when this directory has something in it. | 目錄裡有東西時啟動。
MakeDirectory | Make the directory before it is watched. | 先建立目錄再監看。
ExecStopPre | Commands to run before the socket is closed. | 關閉 socket 之前執行的指令。
ExecStartPre | Commands to run first. | 先執行的指令。
ExecStartPost | Commands to run afterwards. | 之後執行的指令。
ExecStopPost | Commands to run when all has stopped. | 全部停止之後執行的指令。
`;

const LIMITS: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  NOFILE: ['open files and connections', '開啟的檔案與連線數'],
  NPROC: ['processes of its user', '該使用者的行程數'],
  FSIZE: ['size of a file', '檔案大小'],
  CPU: ['CPU time', 'CPU 時間'],
  AS: ['address space', '位址空間'],
  DATA: ['data segment', '資料區段'],
  STACK: ['stack', '堆疊'],
  CORE: ['core file', 'core 檔'],
  RSS: ['resident memory', '常駐記憶體'],
  MEMLOCK: ['locked memory', '鎖定的記憶體'],
  LOCKS: ['file locks', '檔案鎖'],
  SIGPENDING: ['pending signals', '待處理的訊號'],
  MSGQUEUE: ['message queues', '訊息佇列'],
  NICE: ['nice value', 'nice 值'],
  RTPRIO: ['real-time priority', '即時優先順序'],
  RTTIME: ['real-time CPU time', '即時 CPU 時間'],
};

const byKey = new Map(
  ROWS.trim()
    .split('\n')
    .map((row) => {
      const [key = '', en = '', zh = ''] = row.split(' | ');
      return [key, { en, zh }] as const;
    }),
);

/** What a directive is for, when its own table does not say; undefined where nobody does. */
function furtherDoc(key: string): { readonly en: string; readonly zh: string } | undefined {
  const known = byKey.get(key);
  if (known !== undefined) return known;
  const limit = key.startsWith('Limit') ? LIMITS[key.slice(5)] : undefined;
  if (limit !== undefined) return { en: `Limit: ${limit[0]} (soft:hard).`, zh: `上限：${limit[1]}（軟:硬）。` };
  const test = /^(Condition|Assert)(\w+)$/.exec(key);
  if (test === null) return undefined;
  const what = (test[2] ?? '').replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
  return test[1] === 'Condition'
    ? {
        en: `Starts only if this holds of: ${what}. If not, it is passed over without an error; ! in front turns it round.`,
        zh: `只有條件成立才啟動（檢查項目：${what}）。不成立就略過、不算錯誤；前面加 ! 表示相反。`,
      }
    : {
        en: `Starts only if this holds of: ${what}. If not, the start fails.`,
        zh: `只有條件成立才啟動（檢查項目：${what}）。不成立就算啟動失敗。`,
      };
}

/** The directives with all that can be said of them: for the editor; the machine itself does without. */
export const DOCUMENTED: readonly Directive[] = DIRECTIVES.map((directive) => {
  const doc = directive.doc ?? furtherDoc(directive.key);
  return doc === undefined ? directive : { ...directive, doc };
});
