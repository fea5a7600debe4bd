from django.urls import path

from legal_services import views

app_name = "legal"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.service, name="service"),
]
