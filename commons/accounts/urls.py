from django.urls import path

from commons.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.privacy_notice, name="privacy_notice"),
    path("<str:version>/", views.privacy_notice, name="privacy_notice_version"),
]
