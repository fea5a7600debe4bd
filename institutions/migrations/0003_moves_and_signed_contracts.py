"""The database refuses every move that `institutions.states` does not name, and all changes of signed contracts."""

from django.db import migrations

# The first argument is the state in which a row is born, the others are the allowed moves. Kept in step by a test.
FORWARDS = """
CREATE FUNCTION institutions_only_these_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = TG_ARGV[0] THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'A row of % is born as %, not as %.', TG_TABLE_NAME, TG_ARGV[0], NEW.state
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
    END IF;
    IF NEW.state = OLD.state OR (OLD.state || '>' || NEW.state) = ANY(TG_ARGV[1:]) THEN RETURN NEW; END IF;
    RAISE EXCEPTION '% does not move from % to %.', TG_TABLE_NAME, OLD.state, NEW.state
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END
$$;
CREATE TRIGGER application_moves BEFORE INSERT OR UPDATE OF state ON institutions_application
    FOR EACH ROW EXECUTE FUNCTION institutions_only_these_moves(
        'draft', 'draft>submitted', 'submitted>in-review', 'in-review>more-asked', 'more-asked>in-review',
        'in-review>recommended', 'recommended>in-review', 'recommended>approved', 'recommended>declined',
        'draft>withdrawn', 'submitted>withdrawn', 'in-review>withdrawn', 'more-asked>withdrawn',
        'recommended>withdrawn', 'approved>withdrawn');
CREATE TRIGGER contract_moves BEFORE INSERT OR UPDATE OF state ON institutions_contract
    FOR EACH ROW EXECUTE FUNCTION institutions_only_these_moves(
        'drafted', 'drafted>signed', 'signed>drafted', 'signed>countersigned', 'drafted>dropped', 'signed>dropped',
        'countersigned>active', 'active>expiring', 'expiring>expired', 'expiring>renewed',
        'countersigned>terminated', 'active>terminated', 'expiring>terminated');

CREATE FUNCTION institutions_signed_is_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY[
        'state', 'state_since', 'terminated_by_id', 'terminated_at', 'termination_reason'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.countersigned_at IS NULL THEN RETURN OLD; END IF;
    ELSIF OLD.countersigned_at IS NULL
        OR to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Contract % is signed by both: % is refused.', OLD.reference, TG_OP
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END
$$;
CREATE TRIGGER contract_signed BEFORE UPDATE OR DELETE ON institutions_contract
    FOR EACH ROW EXECUTE FUNCTION institutions_signed_is_signed();

CREATE FUNCTION institutions_copies_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND EXISTS (
        SELECT FROM institutions_contract WHERE id = OLD.contract_id AND countersigned_at IS NOT NULL)
    OR TG_OP <> 'DELETE' AND EXISTS (
        SELECT FROM institutions_contract WHERE id = NEW.contract_id AND countersigned_at IS NOT NULL) THEN
        RAISE EXCEPTION 'The contract is signed by both: % of a copy is refused.', TG_OP
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER contract_copy_kept BEFORE INSERT OR UPDATE OR DELETE ON institutions_contractcopy
    FOR EACH ROW EXECUTE FUNCTION institutions_copies_are_kept();

-- The file itself. A new key gives it another place and a name encrypted anew; nothing else of it may change.
CREATE FUNCTION institutions_signed_files_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['stored_as', 'name', 'added_by_id'];
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - may_change = to_jsonb(OLD) - may_change AND NEW.stored_as > '' THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT FROM institutions_contractcopy copy JOIN institutions_contract contract ON contract.id = copy.contract_id
        WHERE copy.document_id = OLD.id AND contract.countersigned_at IS NOT NULL) THEN
        RAISE EXCEPTION 'The document belongs to a contract that is signed by both: % is refused.', TG_OP
            USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER institutions_signed_file BEFORE UPDATE OR DELETE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION institutions_signed_files_are_kept();

CREATE FUNCTION institutions_contracts_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Contracts are kept: % of % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', TABLE = TG_TABLE_NAME;
END
$$;
CREATE TRIGGER contract_no_truncate BEFORE TRUNCATE ON institutions_contract
    FOR EACH STATEMENT EXECUTE FUNCTION institutions_contracts_are_kept();
CREATE TRIGGER contract_copy_no_truncate BEFORE TRUNCATE ON institutions_contractcopy
    FOR EACH STATEMENT EXECUTE FUNCTION institutions_contracts_are_kept();
"""
BACKWARDS = """
DROP TRIGGER contract_copy_no_truncate ON institutions_contractcopy;
DROP TRIGGER contract_no_truncate ON institutions_contract;
DROP FUNCTION institutions_contracts_are_kept();
DROP TRIGGER institutions_signed_file ON documents_document;
DROP FUNCTION institutions_signed_files_are_kept();
DROP TRIGGER contract_copy_kept ON institutions_contractcopy;
DROP FUNCTION institutions_copies_are_kept();
DROP TRIGGER contract_signed ON institutions_contract;
DROP FUNCTION institutions_signed_is_signed();
DROP TRIGGER contract_moves ON institutions_contract;
DROP TRIGGER application_moves ON institutions_application;
DROP FUNCTION institutions_only_these_moves();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("institutions", "0002_applications_contracts_spaces_and_goods"),
    ]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
