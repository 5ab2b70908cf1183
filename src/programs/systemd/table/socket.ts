/** [Socket], [Timer], [Path] (systemd.socket(5), systemd.timer(5), systemd.path(5), version 252). */
import { named, told, type Directive } from './kinds.ts';

const IPV6 = { what: 'bind IPv6 only value', of: ['default', 'both', 'ipv6-only'], bool: true } as const;

export const SOCKET_SECTION: readonly Directive[] = [
  ...told('Socket', [
    [
      'ListenStream',
      'listen',
      '',
      'An address to listen on for the service: a path, a port, or ip:port.',
      '替服務監聽的位址：路徑、連接埠，或 ip:port。',
    ],
    ['SocketUser', 'user', 'root', 'Who owns the socket file.', 'socket 檔案的擁有者。'],
    ['SocketGroup', 'user', 'root', 'The group of the socket file.', 'socket 檔案的群組。'],
    ['SocketMode', 'mode', '0666', 'The mode of the socket file.', 'socket 檔案的權限。'],
    ['Accept', 'bool', 'no', 'One instance of the service per connection.', '每個連線啟動一個服務實例。'],
    [
      'Service',
      'service-unit',
      '',
      'The service to start; by default the one with the same name.',
      '要啟動的服務；沒寫就是同名的服務。',
    ],
    ['Backlog', 'unsigned', '4096', 'How many connections may wait.', '最多讓多少連線排隊等候。'],
  ]),
  ...named('Socket', 'listen', 'ListenDatagram ListenSequentialPacket ListenNetlink'),
  ...named('Socket', 'path', 'ListenFIFO ListenSpecial ListenMessageQueue ListenUSBFunction'),
  ...named('Socket', 'paths', 'Symlinks'),
  ...named('Socket', IPV6, 'BindIPv6Only'),
  ...named('Socket', 'exec', 'ExecStartPre ExecStartPost ExecStopPre ExecStopPost'),
  ...named('Socket', 'named-timeout', 'TimeoutSec'),
  ...named('Socket', 'mode', 'DirectoryMode'),
  ...named(
    'Socket',
    'bool',
    'FlushPending Writable KeepAlive NoDelay FreeBind Transparent Broadcast PassCredentials PassSecurity PassPacketInfo ReusePort RemoveOnStop SELinuxContextFromNet',
  ),
  ...named('Socket', 'unsigned', 'MaxConnections MaxConnectionsPerSource KeepAliveProbes TriggerLimitBurst'),
  ...named('Socket', 'sec', 'KeepAliveTimeSec KeepAliveIntervalSec DeferAcceptSec TriggerLimitIntervalSec'),
  ...named(
    'Socket',
    'any',
    'SocketProtocol BindToDevice Priority ReceiveBuffer SendBuffer IPTOS IPTTL Mark PipeSize Timestamping TCPCongestion MessageQueueMaxMessages MessageQueueMessageSize FileDescriptorName SmackLabel SmackLabelIPIn SmackLabelIPOut',
  ),
];

export const TIMER_SECTION: readonly Directive[] = [
  ...named('Timer', 'timer', 'OnActiveSec OnBootSec OnStartupSec OnUnitActiveSec OnUnitInactiveSec'),
  ...named('Timer', 'calendar', 'OnCalendar'),
  ...named('Timer', 'bool', 'OnClockChange OnTimezoneChange Persistent WakeSystem RemainAfterElapse FixedRandomDelay'),
  ...named('Timer', 'sec', 'AccuracySec RandomizedDelaySec'),
  ...named('Timer', 'any', 'Unit'),
];

export const PATH_SECTION: readonly Directive[] = [
  ...named('Path', 'path', 'PathExists PathExistsGlob PathChanged PathModified DirectoryNotEmpty'),
  ...named('Path', 'any', 'Unit'),
  ...named('Path', 'bool', 'MakeDirectory'),
  ...named('Path', 'mode', 'DirectoryMode'),
  ...named('Path', 'sec', 'TriggerLimitIntervalSec'),
  ...named('Path', 'unsigned', 'TriggerLimitBurst'),
];
