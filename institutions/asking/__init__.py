"""What somebody wants of a space, read out of a sentence in Chinese, English or Korean."""

from institutions.asking.reading import Wanted, read

__all__ = ["Wanted", "read"]
