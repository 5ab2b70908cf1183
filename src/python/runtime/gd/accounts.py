"""Modules of Linux that Pyodide lacks: `resource`, and `pwd` and `grp` from the machine's own files."""

from collections import namedtuple

from . import clocks, multi

_Passwd = namedtuple("struct_passwd", "pw_name pw_passwd pw_uid pw_gid pw_gecos pw_dir pw_shell", module="pwd")
_Group = namedtuple("struct_group", "gr_name gr_passwd gr_gid gr_mem", module="grp")
_Usage = namedtuple(
    "struct_rusage",
    "ru_utime ru_stime ru_maxrss ru_ixrss ru_idrss ru_isrss ru_minflt ru_majflt ru_nswap ru_inblock ru_oublock ru_msgsnd "
    "ru_msgrcv ru_nsignals ru_nvcsw ru_nivcsw",
    module="resource",
)
#: Linux's numbers.
_WHO = {"RUSAGE_SELF": 0, "RUSAGE_CHILDREN": -1, "RUSAGE_THREAD": 1}
_LIMITS = {
    "RLIMIT_CPU": 0, "RLIMIT_FSIZE": 1, "RLIMIT_DATA": 2, "RLIMIT_STACK": 3, "RLIMIT_CORE": 4, "RLIMIT_RSS": 5, "RLIMIT_NPROC": 6,
    "RLIMIT_NOFILE": 7, "RLIMIT_MEMLOCK": 8, "RLIMIT_AS": 9,
}
_INFINITY = -1
_FILES = (1024, 1048576)
_MAXRSS_KB = 30_000


def _lines(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split(":") for line in file if line.strip() and not line.startswith("#")]


def _users():
    return [_Passwd(f[0], f[1], int(f[2]), int(f[3]), *f[4:7]) for f in _lines("/etc/passwd") if len(f) >= 7]


def _groups():
    return [_Group(f[0], f[1], int(f[2]), [m for m in f[3].split(",") if m]) for f in _lines("/etc/group") if len(f) >= 4]


def _by(name, of, field, all_of):
    def get(key, /):
        for one in all_of():
            if getattr(one, field) == key:
                return one
        raise KeyError(f"{name}(): {of} not found: {key!r}")

    get.__name__ = get.__qualname__ = name
    return get


def _getrusage(who, /):
    whose = {0: "process", -1: "children", 1: "thread"}.get(who)
    if whose is None:
        raise ValueError("invalid who parameter")
    return _Usage(clocks.cpu_seconds(whose), 0.0, _MAXRSS_KB, *[0] * 13)


def _getrlimit(limit, /):
    if limit not in _LIMITS.values():
        raise ValueError("invalid resource specified")
    return _FILES if limit == _LIMITS["RLIMIT_NOFILE"] else (_INFINITY, _INFINITY)


def _setrlimit(limit, _values, /):
    _getrlimit(limit)
    raise OSError(38, "Function not implemented: resource.setrlimit is not simulated here / 這裡沒有模擬 resource.setrlimit（改用 systemd 的 Limit…=）")


def install():
    multi.stand_in(
        "resource", getrusage=_getrusage, getrlimit=_getrlimit, setrlimit=_setrlimit, getpagesize=lambda: 4096,
        struct_rusage=_Usage, RLIM_INFINITY=_INFINITY, error=OSError, **_WHO, **_LIMITS,
    )
    multi.stand_in(
        "pwd", struct_passwd=_Passwd, getpwall=_users,
        getpwnam=_by("getpwnam", "name", "pw_name", _users), getpwuid=_by("getpwuid", "uid", "pw_uid", _users),
    )
    multi.stand_in(
        "grp", struct_group=_Group, getgrall=_groups,
        getgrnam=_by("getgrnam", "name", "gr_name", _groups), getgrgid=_by("getgrgid", "gid", "gr_gid", _groups),
    )
