"""The count of an activity's places is kept by the database itself, whoever writes.

A statement-level trigger on the registrations adds what a statement changed to `places_held` and `people_waiting`
of the activities concerned: one update for each activity, for one row as for a bulk load. The check constraint
`event_never_oversold` then refuses the statement that would oversell. Further triggers keep everybody else's hands
off the two counters, so that saving a whole activity never writes back numbers that were read earlier.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION events_count_places() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE events_event AS event
        SET places_held = event.places_held + change.held, people_waiting = event.people_waiting + change.waiting
        FROM (
            SELECT event_id,
                COALESCE(SUM(party) FILTER (WHERE state IN ('confirmed', 'offered')), 0) AS held,
                COALESCE(SUM(party) FILTER (WHERE state = 'waiting'), 0) AS waiting
            FROM added GROUP BY event_id
        ) AS change
        WHERE event.id = change.event_id AND (change.held <> 0 OR change.waiting <> 0);
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE events_event AS event
        SET places_held = event.places_held - change.held, people_waiting = event.people_waiting - change.waiting
        FROM (
            SELECT event_id,
                COALESCE(SUM(party) FILTER (WHERE state IN ('confirmed', 'offered')), 0) AS held,
                COALESCE(SUM(party) FILTER (WHERE state = 'waiting'), 0) AS waiting
            FROM removed GROUP BY event_id
        ) AS change
        WHERE event.id = change.event_id AND (change.held <> 0 OR change.waiting <> 0);
    ELSE
        UPDATE events_event AS event
        SET places_held = event.places_held + change.held, people_waiting = event.people_waiting + change.waiting
        FROM (
            SELECT event_id,
                COALESCE(SUM(party) FILTER (WHERE state IN ('confirmed', 'offered')), 0) AS held,
                COALESCE(SUM(party) FILTER (WHERE state = 'waiting'), 0) AS waiting
            FROM (
                SELECT event_id, state, party::integer AS party FROM added
                UNION ALL
                SELECT event_id, state, -party::integer FROM removed
            ) AS both_sides GROUP BY event_id
        ) AS change
        WHERE event.id = change.event_id AND (change.held <> 0 OR change.waiting <> 0);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER events_count_places_added AFTER INSERT ON events_registration
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION events_count_places();
CREATE TRIGGER events_count_places_changed AFTER UPDATE ON events_registration
    REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION events_count_places();
CREATE TRIGGER events_count_places_removed AFTER DELETE ON events_registration
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION events_count_places();

CREATE FUNCTION events_start_counters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.places_held := 0;
    NEW.people_waiting := 0;
    RETURN NEW;
END $$;

CREATE TRIGGER events_start_counters BEFORE INSERT ON events_event
    FOR EACH ROW EXECUTE FUNCTION events_start_counters();

CREATE FUNCTION events_restore_counters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE events_event SET places_held = OLD.places_held, people_waiting = OLD.people_waiting WHERE id = OLD.id;
    RETURN NULL;
END $$;

-- Depth 0 is a statement of somebody's own; the update of the counting trigger arrives at depth 1.
-- AFTER, because a BEFORE UPDATE trigger would compute the search column anew for each registration.
CREATE TRIGGER events_restore_counters AFTER UPDATE ON events_event FOR EACH ROW
    WHEN (pg_trigger_depth() = 0
        AND (OLD.places_held <> NEW.places_held OR OLD.people_waiting <> NEW.people_waiting))
    EXECUTE FUNCTION events_restore_counters();
"""

BACKWARD = """
DROP TRIGGER events_restore_counters ON events_event;
DROP FUNCTION events_restore_counters();
DROP TRIGGER events_start_counters ON events_event;
DROP FUNCTION events_start_counters();
DROP TRIGGER events_count_places_removed ON events_registration;
DROP TRIGGER events_count_places_changed ON events_registration;
DROP TRIGGER events_count_places_added ON events_registration;
DROP FUNCTION events_count_places();
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
