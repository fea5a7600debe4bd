"""Writing the access log and reading it."""

from commons.audit.services.recording import entries_about, entries_by, entry, record, record_many

__all__ = ["entries_about", "entries_by", "entry", "record", "record_many"]
