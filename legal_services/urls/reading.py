from django.urls import path

from legal_services.views import reading

urlpatterns = [
    path("", reading.index, name="index"),
    path("<slug:slug>/", reading.service, name="service"),
]
