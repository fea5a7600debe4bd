"""Let the check for viruses finish with a signed file that it has not judged yet; after that nothing changes it."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION institutions_signed_files_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['stored_as', 'name', 'added_by_id'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change AND NEW.stored_as > '' THEN
        RETURN NEW;
    END IF;
    %s
    IF EXISTS (
        SELECT FROM institutions_contractcopy copy JOIN institutions_contract contract ON contract.id = copy.contract_id
        WHERE copy.document_id = OLD.id AND contract.countersigned_at IS NOT NULL) THEN
        RAISE EXCEPTION 'The document belongs to a contract that is signed by both: %% is refused.', TG_OP
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
"""
JUDGED = """IF TG_OP = 'UPDATE' AND OLD.scan = 'pending'
        AND to_jsonb(NEW) - (may_change || ARRAY['scan', 'scan_due_at'])
            = to_jsonb(OLD) - (may_change || ARRAY['scan', 'scan_due_at']) THEN
        RETURN NEW;
    END IF;"""


class Migration(migrations.Migration):
    dependencies = [("institutions", "0003_moves_and_signed_contracts")]

    operations = [migrations.RunSQL(FUNCTION % JUDGED, FUNCTION % "")]
