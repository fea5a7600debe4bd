"""The service centre for goods: enquiries and the showcase."""

from django.urls import path

from institutions.views import enquiries

urlpatterns = [
    path("enquiries/", enquiries.enquiry_list, name="enquiries"),
    path("enquiries/ask/", enquiries.ask, name="enquiry_ask"),
    path("enquiries/<reference>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<reference>/close/", enquiries.close, name="enquiry_close"),
    path("enquiries/<reference>/reopen/", enquiries.reopen, name="enquiry_reopen"),
    path("enquiries/<reference>/files/<uuid:document>/", enquiries.open_file, name="enquiry_file"),
]
