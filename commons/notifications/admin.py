from typing import Any

from django.contrib import admin
from unfold.admin import TabularInline

from commons.lib.administration import ReadOnlyAdmin
from commons.notifications.models import Delivery, Message


class DeliveryInline(TabularInline):
    model = Delivery
    fields = readonly_fields = ("channel", "address", "state", "attempts", "due_at", "sent_at", "last_error")
    extra = 0
    can_delete = False

    def has_add_permission(self, *args: Any) -> bool:
        """Deliveries are written with their message."""
        return False


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ("subject", "recipient", "template", "language", "created_at", "read_at")
    list_filter = ("template", "language")
    list_select_related = ("recipient",)
    search_fields = ("subject", "recipient__email", "recipient__full_name")
    date_hierarchy = "created_at"
    # What a message says is between the portal and its reader.
    fields = ("recipient", "template", "language", "subject", "url", "created_at", "read_at")
    inlines = (DeliveryInline,)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("message", "channel", "address", "state", "attempts", "due_at", "sent_at", "last_error")
    list_filter = ("state", "channel")
    list_select_related = ("message",)
    search_fields = ("address", "message__subject")
