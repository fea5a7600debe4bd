"""Run one command on throw-away servers: `python -m portal.embedded python manage.py makemigrations --check`."""

import os
import signal
import subprocess
import sys

from portal import embedded


def main(command: list[str]) -> int:
    """Run the command, hand on to it the signals that end it, and return its exit code."""
    with embedded.throwaway_servers() as urls, subprocess.Popen(command, env=os.environ | urls) as process:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda number, _frame: process.send_signal(number))
        return process.wait()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except embedded.EmbeddedError as refusal:
        sys.exit(str(refusal))
