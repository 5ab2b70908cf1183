/** What services and sockets share: systemd.exec(5), systemd.kill(5), systemd.resource-control(5), version 252. */
import { named, told, type Directive, type Told } from './kinds.ts';

const KILL_MODE = {
  what: 'kill mode specification',
  of: ['control-group', 'process', 'mixed', 'none'],
  reset: true,
} as const;
const PROTECT_SYSTEM = { what: 'protect system value', of: ['full', 'strict'], bool: true } as const;
const PROTECT_HOME = { what: 'protect home value', of: ['read-only', 'tmpfs'], bool: true } as const;
const PRESERVE = { what: 'runtime directory preserve mode', of: ['restart'], bool: true } as const;
const INPUT = {
  what: 'input specifier',
  of: ['null', 'tty', 'tty-force', 'tty-fail', 'socket', 'fd', 'data'],
} as const;
const KEYRING = { what: 'keyring mode', of: ['inherit', 'private', 'shared'] } as const;
const UTMP = { what: 'utmp mode', of: ['init', 'login', 'user'] } as const;
const DEVICE_POLICY = { what: 'device policy', of: ['auto', 'closed', 'strict'] } as const;
const PROTECT_PROC = {
  what: '/proc/ protection mode',
  of: ['default', 'noaccess', 'invisible', 'ptraceable'],
} as const;
const IO_CLASS = { what: 'IO scheduling class', of: ['none', 'realtime', 'best-effort', 'idle'] } as const;
const CPU_POLICY = { what: 'CPU scheduling policy', of: ['other', 'batch', 'idle', 'fifo', 'rr'] } as const;
const FACILITY = {
  what: 'log facility',
  of: 'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  ),
} as const;
const LEVEL = {
  what: 'log level',
  of: ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'],
} as const;

const BOOLEANS =
  'CPUSchedulingResetOnFork RemoveIPC TTYReset TTYVHangup TTYVTDisallocate SyslogLevelPrefix NoNewPrivileges MemoryDenyWriteExecute RestrictRealtime RestrictSUIDSGID LockPersonality PrivateTmp PrivateDevices ProtectKernelTunables ProtectKernelModules ProtectKernelLogs ProtectClock ProtectControlGroups PrivateNetwork PrivateUsers PrivateMounts PrivateIPC ProtectHostname IgnoreSIGPIPE SendSIGKILL SendSIGHUP CPUAccounting MemoryAccounting IOAccounting BlockIOAccounting TasksAccounting IPAccounting';
const UNMODELLED =
  'RootImageOptions RootHash RootHashSignature ExtensionImages MountImages CoredumpFilter IOSchedulingPriority CPUSchedulingPriority CPUAffinity NUMAPolicy NUMAMask StandardInputText StandardInputData TTYRows TTYColumns LogExtraFields SecureBits CapabilityBoundingSet AmbientCapabilities TimerSlackNSec ProcSubset SystemCallFilter SystemCallArchitectures SystemCallErrorNumber SystemCallLog RestrictNamespaces RestrictAddressFamilies RestrictFileSystems BindPaths BindReadOnlyPaths TemporaryFileSystem LogNamespace MountFlags MountAPIVFS Personality SetCredential SetCredentialEncrypted LoadCredential LoadCredentialEncrypted PAMName UtmpIdentifier SELinuxContext AppArmorProfile SmackProcessLabel AllowedCPUs StartupAllowedCPUs AllowedMemoryNodes StartupAllowedMemoryNodes CPUShares StartupCPUShares CPUQuotaPeriodSec MemoryLimit DeviceAllow IODeviceWeight IOReadBandwidthMax IOWriteBandwidthMax IOReadIOPSMax IOWriteIOPSMax IODeviceLatencyTargetSec BlockIOWeight StartupBlockIOWeight BlockIODeviceWeight BlockIOReadBandwidth BlockIOWriteBandwidth Delegate DisableControllers IPAddressAllow IPAddressDeny IPIngressFilterPath IPEgressFilterPath ManagedOOMSwap ManagedOOMMemoryPressure ManagedOOMMemoryPressureLimit ManagedOOMPreference BPFProgram SocketBindAllow SocketBindDeny RestrictNetworkInterfaces';
const LIMITS = 'FSIZE DATA STACK CORE RSS AS NPROC MEMLOCK LOCKS SIGPENDING MSGQUEUE NICE RTPRIO';

const TOLD: readonly Told[] = [
  [
    'User',
    'user',
    'root',
    'Who runs the service. Names are case-sensitive; an unknown one is 217/USER at start.',
    '用哪個使用者執行。名字區分大小寫；找不到時啟動結果是 217/USER。',
  ],
  ['Group', 'user', '', "The group; the user's own if left out.", '用哪個群組執行；沒寫就是該使用者自己的群組。'],
  ['SupplementaryGroups', 'users', '', 'More groups.', '額外的群組。'],
  [
    'WorkingDirectory',
    'workdir',
    '/',
    'The directory to be in, absolute. If it does not exist: 200/CHDIR, unless it begins with -.',
    '工作目錄，必須是絕對路徑；不存在時是 200/CHDIR，前面加 - 則不計較。',
  ],
  [
    'Environment',
    'environment',
    '',
    'Variables as NAME=value, several per line; quote what has spaces.',
    '環境變數，寫成 NAME=value，一行可以有好幾個；有空白的要加引號。',
  ],
  [
    'EnvironmentFile',
    'env-file',
    '',
    'A file of NAME=value lines; a leading - lets it be missing.',
    '裝著 NAME=value 的檔案；前面加 - 表示檔案不在也沒關係。',
  ],
  ['UMask', 'mode', '0022', 'Permission bits that new files do not get.', '建立新檔案時要拿掉的權限位元。'],
  [
    'RuntimeDirectory',
    'directories',
    '',
    'Directories made below /run for the service, gone when it stops.',
    '在 /run 底下替服務建立的目錄，停止時刪除。',
  ],
  ['RuntimeDirectoryMode', 'mode', '0755', 'Their mode.', '上述目錄的權限。'],
  [
    'RuntimeDirectoryPreserve',
    PRESERVE,
    'no',
    'Whether they stay after stopping or over a restart.',
    '停止或重新啟動後要不要保留上述目錄。',
  ],
  [
    'StandardOutput',
    'output',
    'journal',
    'Where standard output goes: journal, null, file:, append:.',
    '標準輸出送到哪裡：journal、null、file:、append:。',
  ],
  [
    'StandardError',
    'output',
    'inherit',
    'Where standard error goes; as standard output if left out.',
    '標準錯誤送到哪裡；沒寫就跟標準輸出一樣。',
  ],
  ['SyslogIdentifier', 'string', '', 'The name before [pid] in the journal.', 'journal 裡 [pid] 前面的名字。'],
  [
    'KillMode',
    KILL_MODE,
    'control-group',
    'Who gets the stop signal: every process, the main one, or the main one and SIGKILL for the rest.',
    '停止時誰會收到訊號：全部行程、只有主行程，或主行程加上其餘的 SIGKILL。',
  ],
  ['KillSignal', 'signal', 'SIGTERM', 'The signal that asks the service to stop.', '要求服務停止的訊號。'],
  [
    'PrivateTmp',
    'bool',
    'no',
    'A /tmp of its own, which other programs cannot see (accepted; not modelled).',
    '自己專用的 /tmp，其他程式看不到（接受但未模擬）。',
  ],
];

/** For `Service` or `Socket`. */
export const execSection = (section: string): Directive[] => [
  ...told(section, TOLD),
  ...named(section, 'bool', BOOLEANS.replace('PrivateTmp ', '')),
  ...named(section, 'any', UNMODELLED),
  ...named(section, 'fatal-bool', 'DynamicUser'),
  ...named(section, 'fatal-path', 'RootDirectory RootImage'),
  ...named(section, 'path', 'RootVerity TTYPath NetworkNamespacePath IPCNamespacePath'),
  ...named(
    section,
    'paths',
    'ReadWriteDirectories ReadOnlyDirectories InaccessibleDirectories ReadWritePaths ReadOnlyPaths InaccessiblePaths ExecPaths NoExecPaths ExtensionDirectories ExecSearchPath',
  ),
  ...named(section, 'directories', 'StateDirectory CacheDirectory LogsDirectory ConfigurationDirectory'),
  ...named(section, 'mode', 'StateDirectoryMode CacheDirectoryMode LogsDirectoryMode ConfigurationDirectoryMode'),
  ...named(section, 'env-names', 'PassEnvironment UnsetEnvironment'),
  ...named(section, 'sec', 'LogRateLimitIntervalSec TimeoutCleanSec'),
  ...named(section, 'unsigned', 'LogRateLimitBurst'),
  ...named(section, 'signal', 'RestartKillSignal FinalKillSignal WatchdogSignal'),
  ...named(
    section,
    'memory',
    'MemoryMin DefaultMemoryMin DefaultMemoryLow MemoryLow MemoryHigh MemoryMax MemorySwapMax',
  ),
  ...named(section, 'tasks', 'TasksMax'),
  ...named(section, 'quota', 'CPUQuota'),
  ...named(section, 'weight', 'CPUWeight StartupCPUWeight IOWeight StartupIOWeight'),
  ...named(section, 'nice', 'Nice'),
  ...named(section, 'oom', 'OOMScoreAdjust'),
  ...named(section, 'slice', 'Slice'),
  ...named(
    section,
    'limit',
    `LimitNOFILE ${LIMITS.split(' ')
      .map((n) => `Limit${n}`)
      .join(' ')}`,
  ),
  ...named(section, 'limit-time', 'LimitCPU LimitRTTIME'),
  ...named(section, INPUT, 'StandardInput'),
  ...named(section, PROTECT_SYSTEM, 'ProtectSystem'),
  ...named(section, PROTECT_HOME, 'ProtectHome'),
  ...named(section, PROTECT_PROC, 'ProtectProc'),
  ...named(section, KEYRING, 'KeyringMode'),
  ...named(section, UTMP, 'UtmpMode'),
  ...named(section, DEVICE_POLICY, 'DevicePolicy'),
  ...named(section, IO_CLASS, 'IOSchedulingClass'),
  ...named(section, CPU_POLICY, 'CPUSchedulingPolicy'),
  ...named(section, FACILITY, 'SyslogFacility'),
  ...named(section, LEVEL, 'SyslogLevel LogLevelMax'),
];
