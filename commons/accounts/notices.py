"""The privacy notice, version by version.

Each version is a set of three templates, `accounts/privacy_notice/<version>.<language>.html`. A version that somebody
agreed to is never edited: a new one is added, and `CURRENT` names it.
"""

CURRENT = "2026-11"
VERSIONS = ("2026-11",)
"""Every version that was ever in force, the newest first."""


def template_of(version: str, language: str) -> str:
    """The template that holds this version in this language."""
    return f"accounts/privacy_notice/{version}.{language}.html"
