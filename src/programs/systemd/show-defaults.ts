/**
 * Properties in the order of `systemctl show` (systemd 252, Debian 12) with what they are when nothing says otherwise;
 * those that this machine does not know are left out. `=` alone: only told when asked for by name.
 */
const list = (text: string): readonly (readonly [name: string, value: string])[] =>
  text
    .trim()
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);

export const SERVICE = list(`
Type=simple
ExitType=main
Restart=no
PIDFile=
NotifyAccess=none
RestartUSec=100ms
TimeoutStartUSec=1min 30s
TimeoutStopUSec=1min 30s
RuntimeMaxUSec=infinity
WatchdogUSec=0
RemainAfterExit=no
GuessMainPID=yes
MainPID=0
ControlPID=0
FileDescriptorStoreMax=0
StatusText=
StatusErrno=0
Result=success
ReloadResult=success
CleanResult=success
UID=[not set]
GID=[not set]
NRestarts=0
OOMPolicy=stop
ExecMainStartTimestamp=
ExecMainExitTimestamp=
ExecMainPID=0
ExecMainCode=0
ExecMainStatus=0
ExecStartPre=
ExecStart=
ExecStartPost=
ExecReload=
ExecStop=
Slice=system.slice
ControlGroup=
TasksCurrent=[not set]
Delegate=no
CPUAccounting=no
MemoryAccounting=yes
MemoryMax=infinity
TasksAccounting=yes
Environment=
EnvironmentFiles=
UMask=0022
LimitNOFILE=524288
LimitNOFILESoft=1024
WorkingDirectory=
RootDirectory=
OOMScoreAdjust=0
Nice=0
StandardInput=null
StandardOutput=journal
StandardError=inherit
SyslogIdentifier=
User=
Group=
SupplementaryGroups=
DynamicUser=no
PrivateTmp=no
ProtectHome=no
ProtectSystem=no
NoNewPrivileges=no
RuntimeDirectory=
RuntimeDirectoryPreserve=no
RuntimeDirectoryMode=0755
KillMode=control-group
KillSignal=15
FinalKillSignal=9
SendSIGKILL=yes
SendSIGHUP=no
`);

export const SOCKET = list(`
BindIPv6Only=default
Backlog=2147483647
TimeoutUSec=1min 30s
SocketUser=
SocketGroup=
SocketMode=0666
DirectoryMode=0755
Accept=no
MaxConnections=64
NConnections=0
NAccepted=0
ControlPID=0
Result=success
Listen=
Triggers=
`);

export const TIMER = list(`
Unit=
Persistent=no
WakeSystem=no
RemainAfterElapse=yes
Result=success
`);

export const UNIT = list(`
Id=
Names=
Requires=
Requisite=
Wants=
BindsTo=
PartOf=
RequiredBy=
WantedBy=
Conflicts=
Before=
After=
OnFailure=
TriggeredBy=
Documentation=
Description=
LoadState=loaded
ActiveState=inactive
SubState=dead
FragmentPath=
DropInPaths=
UnitFileState=
UnitFilePreset=
StateChangeTimestamp=
InactiveExitTimestamp=
ActiveEnterTimestamp=
CanStart=yes
CanStop=yes
CanReload=no
CanIsolate=no
StopWhenUnneeded=no
RefuseManualStart=no
RefuseManualStop=no
AllowIsolate=no
DefaultDependencies=yes
NeedDaemonReload=no
ConditionResult=no
AssertResult=no
Transient=no
StartLimitIntervalUSec=10s
StartLimitBurst=5
CollectMode=inactive
`);
