from django.urls import path

from communities import views

app_name = "notices"
urlpatterns = [path("<slug:reference>/", views.notice, name="detail")]
