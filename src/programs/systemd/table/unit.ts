/** [Unit] and [Install] (systemd.unit(5), version 252). */
import { named, told, type Directive } from './kinds.ts';

const COLLECT = { what: 'garbage collection mode', of: ['inactive', 'inactive-or-failed'] } as const;
const JOB_MODE = {
  what: 'job mode',
  of: [
    'fail',
    'replace',
    'replace-irreversibly',
    'isolate',
    'flush',
    'ignore-dependencies',
    'ignore-requirements',
    'triggering',
  ],
} as const;

const CONDITIONS =
  'Architecture Virtualization Host KernelCommandLine KernelVersion Credential Security Capability ACPower Memory CPUFeature CPUs Environment User Group ControlGroupController OSRelease MemoryPressure CPUPressure IOPressure NeedsUpdate FirstBoot';
const PATH_CONDITIONS =
  'PathExists PathExistsGlob PathIsDirectory PathIsSymbolicLink PathIsMountPoint PathIsReadWrite PathIsEncrypted DirectoryNotEmpty FileNotEmpty FileIsExecutable';
const both = (names: string): string =>
  names
    .split(' ')
    .flatMap((name) => [`Condition${name}`, `Assert${name}`])
    .join(' ');

export const UNIT_SECTION: readonly Directive[] = [
  ...told('Unit', [
    [
      'Description',
      'string',
      '',
      'A short name for people, shown by systemctl.',
      '給人看的簡短說明，systemctl 會顯示它。',
    ],
    [
      'Documentation',
      'urls',
      '',
      'Where to read more; shown by systemctl status.',
      '說明文件的網址，systemctl status 會列出。',
    ],
    [
      'After',
      'units',
      '',
      'If both start, this unit waits until those have started. Order only; it does not start them.',
      '若兩者都要啟動，等對方啟動完才輪到自己。只管順序，不會替你啟動對方。',
    ],
    ['Before', 'units', '', 'The other way round: those wait for this unit.', '反過來：讓對方等自己。'],
    [
      'Wants',
      'units',
      '',
      'Start those along with this unit; if they fail, this one runs all the same.',
      '啟動時順便啟動對方；對方失敗也不影響自己。',
    ],
    [
      'Requires',
      'units',
      '',
      'Start those along with this unit; without them it is not started, and stopped when they are.',
      '啟動時一定要有對方；對方不存在就無法啟動，對方被停止時也一起停。',
    ],
    [
      'Requisite',
      'units',
      '',
      'Those must be running already, or starting fails.',
      '對方必須已經在執行，否則啟動失敗。',
    ],
    [
      'BindsTo',
      'units',
      '',
      'Like Requires=, and this unit stops whenever those go away.',
      '類似 Requires=，而且對方一消失自己就停止。',
    ],
    [
      'PartOf',
      'units',
      '',
      'Stopping or restarting those does the same to this unit.',
      '對方停止或重新啟動時，自己跟著做。',
    ],
    ['Conflicts', 'units', '', 'Starting one stops the other.', '兩者不能並存：啟動其一會停掉另一個。'],
    ['OnFailure', 'units', '', 'Units to start when this one fails.', '自己失敗時要啟動的單元。'],
    [
      'StartLimitIntervalSec',
      'sec',
      '10s',
      'Within this span, not more than StartLimitBurst= starts.',
      '在這段時間內，啟動次數不得超過 StartLimitBurst=。',
    ],
    [
      'StartLimitBurst',
      'unsigned',
      '5',
      'How many starts within StartLimitIntervalSec= before systemd gives up.',
      '在 StartLimitIntervalSec= 內最多啟動幾次，超過就放棄。',
    ],
    [
      'DefaultDependencies',
      'bool',
      'yes',
      'Whether the usual order at boot and shutdown applies.',
      '是否套用開機與關機時的一般順序。',
    ],
    [
      'ConditionPathExists',
      'condition-path',
      '',
      'Start only if the path exists; otherwise skip, without failing.',
      '路徑存在才啟動；不存在就略過，不算失敗。',
    ],
    ['RefuseManualStart', 'bool', 'no', 'systemctl start is refused.', '拒絕用 systemctl start 手動啟動。'],
    ['RefuseManualStop', 'bool', 'no', 'systemctl stop is refused.', '拒絕用 systemctl stop 手動停止。'],
  ]),
  ...named(
    'Unit',
    'units',
    'BindTo Upholds OnSuccess PropagatesReloadTo PropagateReloadTo ReloadPropagatedFrom PropagateReloadFrom PropagatesStopTo StopPropagatedFrom JoinsNamespaceOf',
  ),
  ...named('Unit', 'paths', 'RequiresMountsFor'),
  ...named('Unit', 'path', 'SourcePath'),
  ...named(
    'Unit',
    'any',
    'RequiresOverridable RequisiteOverridable RebootArgument JobTimeoutRebootArgument FailureActionExitStatus SuccessActionExitStatus',
  ),
  ...named('Unit', 'bool', 'StopWhenUnneeded AllowIsolate OnFailureIsolate IgnoreOnIsolate'),
  ...named('Unit', JOB_MODE, 'OnSuccessJobMode OnFailureJobMode'),
  ...named('Unit', 'named-timeout', 'JobTimeoutSec JobRunningTimeoutSec'),
  ...named('Unit', 'action', 'JobTimeoutAction StartLimitAction FailureAction SuccessAction'),
  ...named('Unit', 'sec', 'StartLimitInterval'),
  ...named('Unit', 'any', both(CONDITIONS)),
  ...named('Unit', 'any', 'ConditionFirmware'),
  ...named('Unit', 'condition-path', both(PATH_CONDITIONS).replace('ConditionPathExists ', '')),
  ...named('Unit', COLLECT, 'CollectMode'),
];

export const INSTALL_SECTION: readonly Directive[] = [
  ...told('Install', [
    [
      'WantedBy',
      'install',
      '',
      'enable makes those units want this one: usually multi-user.target, so that it starts at boot.',
      'enable 時讓這些單元帶起自己；通常寫 multi-user.target，開機就會啟動。',
    ],
    ['RequiredBy', 'install', '', 'Like WantedBy=, as a requirement.', '類似 WantedBy=，但屬於必要相依。'],
    ['Also', 'install', '', 'Units to enable and disable together with this one.', '一起 enable、disable 的單元。'],
    ['Alias', 'install', '', 'More names that enable gives to this unit.', 'enable 時另外取的名字。'],
  ]),
  ...named('Install', 'install', 'DefaultInstance'),
];
