"""What the documents say about the code is true."""

import re
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def test_every_setting_is_in_the_table() -> None:
    read = "".join((BASE_DIR / name).read_text() for name in ("portal/settings.py", "portal/gunicorn.py"))
    names = set(re.findall(r"""(?:env\.\w+|_required|environ\.get)\(\s*["']([A-Z][A-Z_]+)["']""", read))
    documented = set(re.findall(r"`([A-Z][A-Z_]+)`", (BASE_DIR / "docs/running.md").read_text()))

    assert names
    assert names - documented == set()


def test_every_link_between_documents_leads_somewhere() -> None:
    documents = [*BASE_DIR.glob("*.md"), *(BASE_DIR / "docs").rglob("*.md")]
    links = [(path, link) for path in documents for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text())]

    assert [f"{path.name}: {link}" for path, link in links if not (path.parent / link).exists()] == []
