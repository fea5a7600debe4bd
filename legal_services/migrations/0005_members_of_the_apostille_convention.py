from datetime import date

from django.db import migrations

# Days on which the convention of 5 October 1961 came into force, as the Hague Conference lists them (status table,
# convention 12). Not the whole list: countries whose nationals live here or whose certificates are often asked for.
IN_FORCE = {
    "AM": (1994, 8, 14), "AR": (1988, 2, 18), "AT": (1968, 1, 13), "AU": (1995, 3, 16), "AZ": (2005, 3, 2),
    "BE": (1976, 2, 9), "BG": (2001, 4, 29), "BN": (1987, 12, 3), "BR": (2016, 8, 14), "BY": (1992, 5, 31),
    "CA": (2024, 1, 11), "CH": (1973, 3, 11), "CL": (2016, 8, 30), "CO": (2001, 1, 30), "CY": (1973, 4, 30),
    "CZ": (1999, 3, 16), "DE": (1966, 2, 13), "DK": (2006, 12, 29), "EE": (2001, 9, 30), "ES": (1978, 9, 25),
    "FI": (1985, 8, 26), "FR": (1965, 1, 24), "GB": (1965, 1, 24), "GR": (1985, 5, 18), "HR": (1991, 10, 8),
    "HU": (1973, 1, 18), "ID": (2022, 6, 4), "IE": (1999, 3, 9), "IL": (1978, 8, 14), "IN": (2005, 7, 14),
    "IT": (1978, 2, 11), "JP": (1970, 7, 27), "KR": (2007, 7, 14), "KZ": (2001, 1, 30), "MN": (2009, 12, 31),
    "MX": (1995, 8, 14), "NL": (1965, 10, 8), "NO": (1983, 7, 29), "NZ": (2001, 11, 22), "PH": (2019, 5, 14),
    "PL": (2005, 8, 14), "PT": (1969, 2, 4), "RU": (1992, 5, 31), "SA": (2022, 12, 7), "SE": (1999, 5, 1),
    "SG": (2021, 9, 16), "SI": (1991, 6, 25), "SK": (2002, 2, 18), "TR": (1985, 9, 29), "UA": (2003, 12, 22),
    "US": (1981, 10, 15), "UZ": (2012, 4, 15), "ZA": (1995, 4, 30),
}  # fmt: skip
OBJECTED = {"IN": "India objected to China's accession (art. 12)."}


def add_members(apps, schema_editor):
    member = apps.get_model("legal_services", "ApostilleMember")
    member.objects.bulk_create(
        (
            member(
                country=code, in_force_on=date(*day), holds_with_china=code not in OBJECTED, note=OBJECTED.get(code, "")
            )
            for code, day in IN_FORCE.items()
        ),
        ignore_conflicts=True,
    )


def remove_members(apps, schema_editor):
    apps.get_model("legal_services", "ApostilleMember").objects.filter(country__in=IN_FORCE).delete()


class Migration(migrations.Migration):
    dependencies = [("legal_services", "0004_notarial_cases_and_mediations")]

    operations = [migrations.RunPython(add_members, remove_members)]
