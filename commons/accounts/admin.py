from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as PlainGroupAdmin
from django.contrib.auth.admin import UserAdmin as PlainUserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from commons.accounts.models import Consent, User
from commons.lib.administration import ReadOnlyAdmin


class LowerCaseEmail:
    """An e-mail address is kept in lower case, or not at all."""

    cleaned_data: ClassVar[dict[str, str | None]]

    def clean_email(self) -> str | None:
        """Write it as the database wants it."""
        return (self.cleaned_data.get("email") or "").strip().lower() or None


class NewPersonForm(LowerCaseEmail, UserCreationForm):
    class Meta:
        model = User
        fields = ("full_name", "email", "language")


class PersonForm(LowerCaseEmail, UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


@admin.register(User)
class UserAdmin(PlainUserAdmin[User], ModelAdmin):
    form = PersonForm
    add_form = NewPersonForm
    change_password_form = AdminPasswordChangeForm
    ordering = ("-joined_at", "-pk")
    list_display = ("full_name", "email", "language", "country", "joined_at", "is_active", "is_staff")
    list_filter = ("language", "is_active", "is_staff", "is_superuser", "groups")
    search_fields = ("full_name", "called", "local_name", "email", "phone")
    filter_horizontal = ("groups", "user_permissions")
    readonly_fields = ("joined_at", "last_login", "paused_at", "erased_at")
    fieldsets = (
        (None, {"fields": ("full_name", "called", "local_name", "language", "country")}),
        (_("How to reach them"), {"fields": ("email", "phone", "password")}),
        (_("What they may do"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("When"), {"fields": readonly_fields}),
    )
    add_fieldsets = (
        (None, {"fields": ("full_name", "email", "language", "usable_password", "password1", "password2")}),
    )


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(PlainGroupAdmin, ModelAdmin):
    pass


@admin.register(Consent)
class ConsentAdmin(ReadOnlyAdmin):
    list_display = ("user", "purpose", "version", "language", "given_at", "withdrawn_at")
    list_filter = ("purpose", "version", "language")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__full_name")
