"""Sentences of Django and its libraries that the portal says better in Chinese or Korean.

A catalogue of ours wins over a library's, but a sentence is collected only where a source of ours says it. Labels and
refusals of allauth are replaced where they are used (`forms`, `adapter`); these come from inside the libraries and
cannot be.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

SENTENCES = (
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Null characters are not allowed."),
)
