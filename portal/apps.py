from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PortalConfig(AppConfig):
    name = "portal"
    default = True


class AdministrationConfig(admin_apps.AdminConfig):
    """The administration site with this portal's sign-in."""

    default = False
    default_site = "portal.administration.AdministrationSite"
