"""The Python side of the guest: simulated processes, system calls, the virtual clock, threads, sockets, metering."""
