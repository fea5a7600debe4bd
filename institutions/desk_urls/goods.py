"""Enquiries about goods, and the showcase."""

from django.urls import path

from institutions.desk import enquiries, products

urlpatterns = [
    path("enquiries/", enquiries.queue, name="enquiries"),
    path("enquiries/<reference>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<reference>/note/", enquiries.note, name="enquiry_note"),
    path("enquiries/<reference>/assign/", enquiries.assign, name="enquiry_assign"),
    path("enquiries/<reference>/close/", enquiries.close, name="enquiry_close"),
    path("enquiries/<reference>/reopen/", enquiries.reopen, name="enquiry_reopen"),
    path("enquiries/<reference>/files/<uuid:document>/", enquiries.open_file, name="enquiry_file"),
    path("showcase/", products.product_list, name="products"),
    path("showcase/<slug:slug>/", products.product, name="product"),
    path("showcase/<slug:slug>/publish/", products.publish, name="product_publish"),
    path("showcase/<slug:slug>/return/", products.give_back, name="product_return"),
]
