"""The person's messages; the portal includes them in its `me` namespace."""

from django.urls import path

from commons.notifications import views

urlpatterns = [
    path("", views.inbox, name="messages"),
    path("read/", views.read_all, name="read-messages"),
    path("<uuid:pk>/", views.message, name="message"),
    path("<uuid:pk>/read/", views.read, name="read-message"),
    path("<uuid:pk>/files/<int:number>/", views.file, name="message-file"),
]
