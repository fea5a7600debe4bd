"""Run one command on throw-away servers: `python -m portal.embedded python manage.py makemigrations --check`."""

import os
import subprocess
import sys

from portal import embedded

try:
    with embedded.throwaway_servers() as urls:
        sys.exit(subprocess.run(sys.argv[1:], env=os.environ | urls, check=False).returncode)
except embedded.EmbeddedError as refusal:
    sys.exit(str(refusal))
