"""The database changes no word of a letter that was sent; its template and its sender may be gone one day."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION institutions_sent_is_sent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['template_id', 'sent_by_id'];
BEGIN
    IF to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'The letter % was sent: % is refused.', OLD.id, TG_OP
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END
$$;
CREATE TRIGGER letter_sent BEFORE UPDATE ON institutions_letter
    FOR EACH ROW EXECUTE FUNCTION institutions_sent_is_sent();
"""
BACKWARDS = """
DROP TRIGGER letter_sent ON institutions_letter;
DROP FUNCTION institutions_sent_is_sent();
"""


class Migration(migrations.Migration):
    dependencies = [("institutions", "0004_scanner_judges_signed_files")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
