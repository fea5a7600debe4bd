"""The SQL functions behind the search of all three languages."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION hometown_tsv(body text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT to_tsvector('simple'::regconfig, body) $$;
CREATE FUNCTION hometown_tsq(body text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT plainto_tsquery('simple'::regconfig, body) $$;
"""
BACKWARD = "DROP FUNCTION hometown_tsq(text); DROP FUNCTION hometown_tsv(text);"


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
