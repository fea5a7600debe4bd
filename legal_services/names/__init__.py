"""One name in many scripts: the keys under which a spelling is kept, and those under which others of it are found."""

from legal_services.names.keys import is_exact, keys_of, search_keys_of

__all__ = ["is_exact", "keys_of", "search_keys_of"]
