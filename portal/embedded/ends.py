"""Waiting for the end of a process that may be a child of this one or of one that was killed."""

import subprocess
import time
from typing import TypeAlias

import psutil

Process: TypeAlias = psutil.Process | subprocess.Popen[bytes]


def has_ended(process: Process) -> bool:
    """Tell whether the process is gone. One that nobody has buried yet is: an orphan's new parent may take its time."""
    if isinstance(process, subprocess.Popen):
        return process.poll() is not None
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def ends_within(process: Process, seconds: float) -> bool:
    """Wait for the process to end; tell whether it did."""
    deadline = time.monotonic() + seconds
    while not has_ended(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
