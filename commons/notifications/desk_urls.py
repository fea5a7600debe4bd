"""The staff side of messages."""

from django.urls import path

from commons.notifications import desk

app_name = "messages-desk"
urlpatterns = [
    path("", desk.deliveries, name="list"),
    path("resend/", desk.resend, name="resend"),
]
