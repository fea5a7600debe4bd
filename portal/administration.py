"""The administration site: signing in as everywhere else, and a looser Content-Security-Policy of its own."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import secure_admin_login
from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

# Its pages are built with Alpine, which evaluates expressions and sets styles; only administrators ever load them.
LOOSER = {"script-src": [UNSAFE_INLINE, UNSAFE_EVAL], "style-src": [UNSAFE_INLINE], "img-src": ["blob:"]}


class AdministrationSite(UnfoldAdminSite):
    """What administrators see under /admin/."""

    index_title = _("Everything the portal keeps")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Loosen the policy for the pages of this site alone."""
        return csp_update(LOOSER)(super().admin_view(view, cacheable))

    @method_decorator(csp_update(LOOSER))
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send whoever is not signed in to the portal's own page, with its codes, passkeys and limits."""
        if request.user.is_authenticated and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        return secure_admin_login(super().login)(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Change one's own password where everybody does."""
        return HttpResponseRedirect(reverse("account_change_password"))
