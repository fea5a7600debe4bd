"""The database marks each month in which something changes that the figures count, whoever writes.

Statement-level triggers on the sessions, on those who attended and on people find the months concerned; a service of
another kind or a topic of another slug concerns all. Each month gets one new mark in a transaction, however many rows change; marks of before go, but those that another transaction is taking
away at the same moment are left alone, so that clerks who log at the same time never wait for each other. A
transaction remembers what it has marked in a setting of its own, which a savepoint takes back with the marks.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION legal_services_mark_months(changed date[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    marked text := coalesce(current_setting('legal_services.marked', true), '');
    fresh date[];
BEGIN
    SELECT array_agg(DISTINCT month) INTO fresh
      FROM (SELECT date_trunc('month', day::timestamp)::date AS month FROM unnest(changed) AS day) AS touched
     WHERE position(month::text IN marked) = 0;
    IF fresh IS NULL THEN RETURN; END IF;
    DELETE FROM legal_services_changedmonth WHERE id IN (
        SELECT id FROM legal_services_changedmonth WHERE month = ANY (fresh) FOR UPDATE SKIP LOCKED);
    INSERT INTO legal_services_changedmonth (month, token)
    SELECT month, gen_random_uuid() FROM unnest(fresh) AS month;
    PERFORM set_config('legal_services.marked', marked || fresh::text, true);
END $$;

CREATE FUNCTION legal_services_sessions_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM legal_services_mark_months(array_agg(DISTINCT held_on)) FROM (
            (SELECT id, held_on, voided_at IS NULL, matter_id, service_id, topic_id, practitioner_id, channel, language,
                    anonymous FROM changed
             EXCEPT
             SELECT id, held_on, voided_at IS NULL, matter_id, service_id, topic_id, practitioner_id, channel, language,
                    anonymous FROM before)
            UNION ALL
            (SELECT id, held_on, voided_at IS NULL, matter_id, service_id, topic_id, practitioner_id, channel, language,
                    anonymous FROM before
             EXCEPT
             SELECT id, held_on, voided_at IS NULL, matter_id, service_id, topic_id, practitioner_id, channel, language,
                    anonymous FROM changed)
        ) AS otherwise;
    ELSE
        PERFORM legal_services_mark_months(array_agg(DISTINCT held_on)) FROM changed;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION legal_services_attendances_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM legal_services_mark_months(array_agg(DISTINCT record.held_on))
           FROM (SELECT record_id FROM before UNION SELECT record_id FROM changed) AS touched
           JOIN legal_services_servicerecord AS record ON record.id = touched.record_id;
    ELSE
        PERFORM legal_services_mark_months(array_agg(DISTINCT record.held_on))
           FROM changed JOIN legal_services_servicerecord AS record ON record.id = changed.record_id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION legal_services_people_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Merged people have the country of the person whom they were merged into.
    IF EXISTS (SELECT FROM before JOIN changed USING (id)
                WHERE (before.root_id, before.country) IS DISTINCT FROM (changed.root_id, changed.country)) THEN
        PERFORM legal_services_mark_months(array_agg(DISTINCT record.held_on))
           FROM before JOIN changed USING (id)
           JOIN legal_services_person AS person ON person.id = changed.id OR person.root_id = changed.id
           JOIN legal_services_attendance AS attendance ON attendance.person_id = person.id
           JOIN legal_services_servicerecord AS record ON record.id = attendance.record_id
          WHERE (before.root_id, before.country) IS DISTINCT FROM (changed.root_id, changed.country);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION legal_services_words_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM legal_services_mark_months(array_agg(month)) FROM legal_services_changedmonth;
    RETURN NULL;
END $$;

CREATE TRIGGER figures_session_added AFTER INSERT ON legal_services_servicerecord
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION legal_services_sessions_changed();
CREATE TRIGGER figures_session_changed AFTER UPDATE ON legal_services_servicerecord
    REFERENCING OLD TABLE AS before NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION legal_services_sessions_changed();
CREATE TRIGGER figures_session_gone AFTER DELETE ON legal_services_servicerecord
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION legal_services_sessions_changed();
CREATE TRIGGER figures_attendance_added AFTER INSERT ON legal_services_attendance
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION legal_services_attendances_changed();
CREATE TRIGGER figures_attendance_changed AFTER UPDATE ON legal_services_attendance
    REFERENCING OLD TABLE AS before NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION legal_services_attendances_changed();
CREATE TRIGGER figures_attendance_gone AFTER DELETE ON legal_services_attendance
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION legal_services_attendances_changed();
CREATE TRIGGER figures_person_changed AFTER UPDATE ON legal_services_person
    REFERENCING OLD TABLE AS before NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION legal_services_people_changed();
-- What sessions are counted under by another name: every month in the log may have one.
CREATE TRIGGER figures_kind_changed AFTER UPDATE ON legal_services_service
    FOR EACH ROW WHEN (OLD.kind IS DISTINCT FROM NEW.kind) EXECUTE FUNCTION legal_services_words_changed();
CREATE TRIGGER figures_topic_changed AFTER UPDATE ON legal_services_topic
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug) EXECUTE FUNCTION legal_services_words_changed();

INSERT INTO legal_services_changedmonth (month, token)
SELECT DISTINCT ON (date_trunc('month', held_on::timestamp)) date_trunc('month', held_on::timestamp)::date,
       gen_random_uuid()
  FROM legal_services_servicerecord;
"""
BACKWARDS = """
DROP TRIGGER figures_topic_changed ON legal_services_topic;
DROP TRIGGER figures_kind_changed ON legal_services_service;
DROP TRIGGER figures_person_changed ON legal_services_person;
DROP TRIGGER figures_attendance_gone ON legal_services_attendance;
DROP TRIGGER figures_attendance_changed ON legal_services_attendance;
DROP TRIGGER figures_attendance_added ON legal_services_attendance;
DROP TRIGGER figures_session_gone ON legal_services_servicerecord;
DROP TRIGGER figures_session_changed ON legal_services_servicerecord;
DROP TRIGGER figures_session_added ON legal_services_servicerecord;
DROP FUNCTION legal_services_words_changed();
DROP FUNCTION legal_services_people_changed();
DROP FUNCTION legal_services_attendances_changed();
DROP FUNCTION legal_services_sessions_changed();
DROP FUNCTION legal_services_mark_months(date[]);
"""


class Migration(migrations.Migration):
    dependencies = [("legal_services", "0014_changed_months")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
