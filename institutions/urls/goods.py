"""The service centre for goods: enquiries and the showcase."""

from django.urls import path

from institutions.views import enquiries, products, showcase

OWN = "ours/<slug:slug>/products/"
urlpatterns = [
    path("enquiries/", enquiries.enquiry_list, name="enquiries"),
    path("enquiries/ask/", enquiries.ask, name="enquiry_ask"),
    path("enquiries/<reference>/", enquiries.enquiry, name="enquiry"),
    path("enquiries/<reference>/close/", enquiries.close, name="enquiry_close"),
    path("enquiries/<reference>/reopen/", enquiries.reopen, name="enquiry_reopen"),
    path("enquiries/<reference>/files/<uuid:document>/", enquiries.open_file, name="enquiry_file"),
    path("showcase/", showcase.showcase, name="showcase"),
    path("showcase/<slug:slug>/", showcase.product, name="product"),
    path(OWN, products.product_list, name="products"),
    path(f"{OWN}new/", products.new, name="product_new"),
    path(f"{OWN}<slug:product>/", products.own_product, name="own_product"),
    path(f"{OWN}<slug:product>/edit/", products.edit, name="product_edit"),
    path(f"{OWN}<slug:product>/picture/", products.picture, name="product_picture"),
    path(f"{OWN}<slug:product>/submit/", products.submit, name="product_submit"),
    path(f"{OWN}<slug:product>/withdraw/", products.withdraw, name="product_withdraw"),
    path(f"{OWN}<slug:product>/discard/", products.discard, name="product_discard"),
]
