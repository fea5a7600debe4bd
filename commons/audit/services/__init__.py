"""Writing the access log and reading it."""

from commons.audit.services.recording import entries_about, entries_by, entry, record, record_many
from commons.audit.services.watching import Oddity, Unusual, unusual

__all__ = ["Oddity", "Unusual", "entries_about", "entries_by", "entry", "record", "record_many", "unusual"]
