"""A proposal moves only where its table lets it; and at the end of every transaction the room, the activity and the
proposal agree, whoever wrote.

While a proposal waits or is approved its room is booked; otherwise it is not. The activity of an approved one is
published, at the time of the room and at no other; that of one that has fallen is cancelled. The triggers that say so
are deferred: inside a transaction the three may be written in any order.
"""

from django.db import migrations

FORWARD = """
-- The first argument is the state in which a row is born, the others are the allowed moves (institutions, 0003).
CREATE TRIGGER proposal_moves BEFORE INSERT OR UPDATE OF state ON events_proposal
    FOR EACH ROW EXECUTE FUNCTION institutions_only_these_moves(
        'proposed', 'proposed>approved', 'proposed>declined', 'proposed>withdrawn', 'proposed>fallen',
        'approved>fallen');

CREATE FUNCTION events_room_and_activity_together() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed jsonb := to_jsonb(CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END);
    concerned bigint;
    wrong text;
BEGIN
    -- One question for each table, so that each is answered from an index.
    CASE TG_TABLE_NAME
        WHEN 'events_proposal' THEN concerned := (changed->>'id')::bigint;
        WHEN 'institutions_booking' THEN
            SELECT id INTO concerned FROM events_proposal WHERE booking_id = (changed->>'id')::bigint;
        WHEN 'events_event' THEN
            SELECT id INTO concerned FROM events_proposal WHERE event_id = (changed->>'id')::bigint;
        ELSE SELECT id INTO concerned FROM events_proposal WHERE event_id = (changed->>'event_id')::bigint;
    END CASE;
    IF concerned IS NULL THEN RETURN NULL; END IF;
    SELECT p.reference INTO wrong
    FROM events_proposal p JOIN institutions_booking b ON b.id = p.booking_id
        LEFT JOIN events_event e ON e.id = p.event_id
    WHERE p.id = concerned AND NOT (
        (p.state IN ('proposed', 'approved')) = (b.state IN ('booked', 'in-use'))
        AND (p.state <> 'fallen' OR e.id IS NULL OR e.state = 'cancelled')
        AND (p.state <> 'approved' OR e.state = 'published' AND (
            SELECT count(*) = 1 AND bool_and(s.starts_at = b.starts_at AND s.ends_at = b.ends_at)
            FROM events_session s WHERE s.event_id = e.id)));
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'The room and the activity of proposal % would part.', wrong
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'proposal_room_and_activity_together',
                TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER proposal_together AFTER INSERT OR UPDATE ON events_proposal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION events_room_and_activity_together();
CREATE CONSTRAINT TRIGGER proposal_together_with_room
    AFTER UPDATE OF state, starts_at, ends_at ON institutions_booking
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION events_room_and_activity_together();
CREATE CONSTRAINT TRIGGER proposal_together_with_activity AFTER UPDATE OF state ON events_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION events_room_and_activity_together();
CREATE CONSTRAINT TRIGGER proposal_together_with_session
    AFTER INSERT OR DELETE OR UPDATE OF starts_at, ends_at ON events_session
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION events_room_and_activity_together();
"""
BACKWARD = """
DROP TRIGGER proposal_together_with_session ON events_session;
DROP TRIGGER proposal_together_with_activity ON events_event;
DROP TRIGGER proposal_together_with_room ON institutions_booking;
DROP TRIGGER proposal_together ON events_proposal;
DROP FUNCTION events_room_and_activity_together();
DROP TRIGGER proposal_moves ON events_proposal;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0004_proposed_activities"),
        ("institutions", "0003_moves_and_signed_contracts"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
