from django.urls import path

from legal_services.desk import figures

urlpatterns = [
    path("figures/", figures.figures, name="figures"),
    path("figures/rows/", figures.figure_rows, name="figure_rows"),
    path("figures/report/", figures.report, name="report"),
    path("figures/report.xlsx", figures.report_file, name="report_file"),
    path("figures/since-opening/", figures.since_opening, name="since_opening"),
]
