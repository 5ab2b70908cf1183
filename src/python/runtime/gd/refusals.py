"""What real programs could do and a simulated one cannot: said plainly, in both languages, with a way on."""

import os

_INSTEAD = {
    "fork": (
        "would copy this process's memory; use subprocess, multiprocessing, or the server's own workers",
        "要複製整個行程的記憶體；請改用 subprocess、multiprocessing，或伺服器自己的 worker",
    ),
    "forkpty": ("would give a child a terminal of its own; use subprocess", "要替子行程開一個終端機；請改用 subprocess"),
    "execv": ("would become another program; use subprocess and sys.exit", "要變成另一支程式；請改用 subprocess，再 sys.exit"),
    "posix_spawn": ("would start a child with file actions; use subprocess", "要帶著檔案動作啟動子行程；請改用 subprocess"),
    "setsid": ("would begin a session without a terminal; use a systemd unit", "要開一個沒有終端機的 session；請改用 systemd 的 unit"),
    "chroot": ("would change the root directory", "要換掉根目錄"),
    "nice": ("would change this process's share of the CPU", "要改變這個行程分到的 CPU"),
}
_LIKE = {"execve": "execv", "posix_spawnp": "posix_spawn"}


def _refusal(name):
    english, chinese = _INSTEAD[_LIKE.get(name, name)]

    def refused(*_args, **_kwargs):
        raise OSError(38, f"Function not implemented: os.{name} is not simulated here, it {english} / 這裡沒有模擬 os.{name}：它{chinese}")

    refused.__name__ = refused.__qualname__ = name
    refused.__module__ = "os"
    return refused


def install():
    for name in (*_INSTEAD, *_LIKE):
        setattr(os, name, _refusal(name))
