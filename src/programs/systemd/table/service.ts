/** [Service] (systemd.service(5), version 252). */
import { named, told, type Directive } from './kinds.ts';

const SERVICE_TYPE = {
  what: 'service type',
  of: ['simple', 'forking', 'oneshot', 'dbus', 'notify', 'idle', 'exec'],
} as const;
const RESTART = {
  what: 'service restart specifier',
  of: ['no', 'on-success', 'on-failure', 'on-abnormal', 'on-watchdog', 'on-abort', 'always'],
} as const;
const NOTIFY_ACCESS = { what: 'notify access specifier', of: ['none', 'main', 'exec', 'all'] } as const;
const FAILURE_MODE = { what: 'timeout failure mode', of: ['terminate', 'abort', 'kill'] } as const;
const OOM_POLICY = { what: 'OOM policy', of: ['continue', 'stop', 'kill'] } as const;
const EXIT_TYPE = { what: 'service exit type', of: ['main', 'cgroup'] } as const;

export const SERVICE_SECTION: readonly Directive[] = [
  ...told('Service', [
    [
      'Type',
      SERVICE_TYPE,
      'simple',
      'How systemd knows that the service has started.',
      'systemd 怎麼判斷服務「啟動完成」。',
    ],
    [
      'ExecStart',
      'exec',
      '',
      'The program to run, with its arguments. No shell: no cd, &&, pipes or ~.',
      '要執行的程式與參數。這裡沒有 shell：不能用 cd、&&、管線或 ~。',
    ],
    [
      'ExecStartPre',
      'exec',
      '',
      'Commands to run first; if one fails, the service does not start.',
      '先執行的指令；只要一個失敗，服務就不啟動。',
    ],
    ['ExecStartPost', 'exec', '', 'Commands to run once the service has started.', '服務啟動之後執行的指令。'],
    ['ExecCondition', 'exec', '', 'Commands that decide whether to start at all.', '決定要不要啟動的檢查指令。'],
    [
      'ExecReload',
      'exec',
      '',
      'What systemctl reload runs, usually kill -s HUP $MAINPID.',
      'systemctl reload 執行的指令，通常是 kill -s HUP $MAINPID。',
    ],
    [
      'ExecStop',
      'exec',
      '',
      'Commands that stop the service; what is left afterwards gets KillSignal=.',
      '停止服務的指令；之後還活著的行程會收到 KillSignal=。',
    ],
    [
      'ExecStopPost',
      'exec',
      '',
      'Commands to run after the service has stopped, also when it failed to start.',
      '服務停止之後執行的指令，啟動失敗時也會執行。',
    ],
    ['Restart', RESTART, 'no', 'When to start the service again by itself.', '服務結束後，什麼情況要自動重新啟動。'],
    ['RestartSec', 'sec', '100ms', 'How long to wait before a restart.', '重新啟動之前等多久。'],
    ['TimeoutStartSec', 'named-timeout', '1min 30s', 'How long starting may take.', '啟動最多等多久。'],
    [
      'TimeoutStopSec',
      'timeout',
      '1min 30s',
      'How long stopping may take before SIGKILL.',
      '停止最多等多久，超過就送 SIGKILL。',
    ],
    [
      'TimeoutSec',
      'named-timeout',
      '',
      'TimeoutStartSec= and TimeoutStopSec= at once.',
      '同時設定 TimeoutStartSec= 和 TimeoutStopSec=。',
    ],
    ['RuntimeMaxSec', 'sec', 'infinity', 'The longest that the service may run.', '服務最多執行多久。'],
    [
      'RemainAfterExit',
      'bool',
      'no',
      'Counts as active even after all its processes have ended.',
      '所有行程都結束之後仍視為 active。',
    ],
    [
      'PIDFile',
      'pid-file',
      '',
      'Where a forking service writes the pid of its main process.',
      'forking 服務寫下主行程 pid 的檔案。',
    ],
    [
      'NotifyAccess',
      NOTIFY_ACCESS,
      'none',
      'Whose notifications (READY=1) count; main for Type=notify.',
      '接受誰送來的通知（READY=1）；Type=notify 時是 main。',
    ],
    [
      'SuccessExitStatus',
      'statuses',
      '',
      'More exit codes and signals that count as success.',
      '額外視為成功的結束碼與訊號。',
    ],
    [
      'RestartPreventExitStatus',
      'statuses',
      '',
      'With these exit codes or signals there is no restart.',
      '以這些代碼或訊號結束時不重新啟動。',
    ],
    [
      'RestartForceExitStatus',
      'statuses',
      '',
      'With these exit codes or signals there is always a restart.',
      '以這些代碼或訊號結束時一定重新啟動。',
    ],
  ]),
  ...named('Service', 'timeout', 'TimeoutAbortSec'),
  ...named('Service', FAILURE_MODE, 'TimeoutStartFailureMode TimeoutStopFailureMode'),
  ...named('Service', 'sec', 'RuntimeRandomizedExtraSec WatchdogSec StartLimitInterval'),
  ...named('Service', 'unsigned', 'StartLimitBurst FileDescriptorStoreMax'),
  ...named('Service', 'action', 'StartLimitAction FailureAction'),
  ...named('Service', EXIT_TYPE, 'ExitType'),
  ...named('Service', OOM_POLICY, 'OOMPolicy'),
  ...named('Service', 'bool', 'PermissionsStartOnly RootDirectoryStartOnly GuessMainPID NonBlocking'),
  ...named('Service', 'socket-units', 'Sockets'),
  ...named('Service', 'path', 'USBFunctionDescriptors USBFunctionStrings'),
  ...named('Service', 'any', 'BusName RebootArgument'),
];
