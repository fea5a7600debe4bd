from django.urls import path

from legal_services.desk import access_log

urlpatterns = [
    path("access-log/", access_log.access_log, name="access_log"),
]
