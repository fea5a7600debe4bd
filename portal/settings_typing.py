"""The settings as the type checker reads them: without modeltranslation, which swaps managers behind its back."""

import os

os.environ.setdefault("ENVIRONMENT", "test")

from portal.settings import *  # noqa: F403
from portal.settings import INSTALLED_APPS as ALL_APPS

INSTALLED_APPS = [app for app in ALL_APPS if app != "modeltranslation"]
