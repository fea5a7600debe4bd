"""The mark of an activity: another one as soon as its row, its sessions, or the rows that its pages show are others.

It is what an activity looks like from outside, without what every registration counts (events.editions). A function,
because PostgreSQL plans its question once for a connection: planning takes four times as long as answering. `ctid` and
`xmin` are the place of a row's version and who wrote it.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION events_mark_of(activity events_event) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    around text;
    meetings text;
BEGIN
    SELECT ROW(c.ctid, c.xmin, p.ctid, p.xmin)::text INTO around
    FROM communities_community c LEFT JOIN pictures_picture p ON p.id = activity.picture_id
    WHERE c.id = activity.community_id;
    SELECT array_agg(ROW(s.ctid, s.xmin, v.ctid, v.xmin) ORDER BY s.id)::text INTO meetings
    FROM events_session s JOIN communities_venue v ON v.id = s.venue_id
    WHERE s.event_id = activity.id;
    activity.places_held := NULL;
    activity.people_waiting := NULL;
    activity.search := NULL;
    RETURN concat(md5(activity::text), around, meetings);
END
$$;
"""
BACKWARD = "DROP FUNCTION events_mark_of(events_event)"


class Migration(migrations.Migration):
    dependencies = [
        ("communities", "0001_initial"),
        ("events", "0005_room_and_activity_together"),
        ("pictures", "0001_initial"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
