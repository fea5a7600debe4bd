"""The statements that fill a legal service area: every row is computed from its number, so that nothing is looked up.

A session has a number from 0 for the oldest; from it follow its adviser, its half hour, its matter and its client.
Keys are drawn from the tables' own sequences in one stretch each.
"""

from commons.lib.references import ALPHABET

# A number n becomes the eight letters of (n × SCRAMBLE) mod 31⁸: never twice the same, never in a row.
SCRAMBLE, ROOM = 600_000_007, len(ALPHABET) ** 8

TABLES = (
    "legal_services_person", "legal_services_personname", "legal_services_merge", "legal_services_matter",
    "legal_services_matterrole", "legal_services_assignment", "scheduling_reservation", "scheduling_occupancy",
    "legal_services_appointment", "legal_services_servicerecord", "legal_services_attendance",
)  # fmt: skip


KEYS = ("services", "topics")
"""The lists of keys; all others are of words."""


def reference(prefix: str, key: str) -> str:
    """The expression for the reference of the row with this key."""
    code = f"(({key})::bigint * {SCRAMBLE} %% {ROOM})"
    letters = [
        f"substr('{ALPHABET}', ({code} / {len(ALPHABET) ** place} %% {len(ALPHABET)})::integer + 1, 1)"
        for place in range(8)
    ]
    return f"'{prefix}-' || {' || '.join(letters[:4])} || '-' || {' || '.join(letters[4:])}"


def nth(name: str, number: str) -> str:
    """The expression for the element of a list that a number falls on, going round."""
    elements = f"%({name})s::{'bigint' if name in KEYS else 'text'}[]"
    return f"({elements})[1 + ({number}) %% cardinality({elements})]"


SESSIONS = """
CREATE TEMPORARY TABLE volume_session ON COMMIT DROP AS
SELECT turn.*, day.starts_at, (matter * 7919::bigint %% %(persons)s)::integer AS client
  FROM (SELECT i, j %% a AS adviser, j / a / %(slots)s AS back, %(slots)s - 1 - j / a %% %(slots)s AS slot,
               i / (2 * %(apart)s) * %(apart)s + i %% %(apart)s AS matter
          FROM generate_series(0, %(records)s - 1) AS i,
               LATERAL (SELECT %(records)s - 1 - i AS j, cardinality(%(advisers)s) AS a) AS counted) AS turn,
       LATERAL (SELECT ((%(monday)s::timestamp + make_interval(days => 4 - back %% 5 - 7 * (back / 5),
                hours => 9, mins => 30 * slot)) AT TIME ZONE 'Asia/Shanghai') AS starts_at) AS day;
CREATE INDEX ON volume_session (i);
ANALYZE volume_session;
CREATE TEMPORARY TABLE volume_matter ON COMMIT DROP AS
SELECT matter, client, min(i) AS first_i, min(starts_at) AS opened_at, max(starts_at) AS last_at
  FROM volume_session GROUP BY matter, client;
"""

PERSONS = f"""
INSERT INTO legal_services_person
    (id, reference, name, language, writes, country, phone, email, document_index, created_at, merged_into_id, root_id)
SELECT %(person)s + p, {reference("P", "%(person)s + p")}, {nth("names", "p * 31")},
       {nth("spoken", "p")}, {nth("written", "p")}, {nth("countries", "p")},
       CASE WHEN p %% 3 > 0 THEN '+8613' || lpad(p::text, 9, '0') ELSE '' END, '', '', %(at)s - interval '5 years',
       kept, kept
  FROM generate_series(0, %(persons)s - 1) AS p,
       LATERAL (SELECT CASE WHEN p %% 50 = 1 THEN %(person)s + p - 1 END AS kept) AS merged
 ORDER BY p
"""  # noqa: S608 - made of constants
NAMES = f"""
INSERT INTO legal_services_personname (person_id, text, keys)
SELECT %(person)s + p, {nth("names", "p * 31")}, string_to_array({nth("name_keys", "p * 31")}, E'\\t')
  FROM generate_series(0, %(persons)s - 1) AS p ORDER BY p
"""  # noqa: S608 - made of constants
MERGES = """
INSERT INTO legal_services_merge (kept_id, merged_id, at, reason)
SELECT %(person)s + p - 1, %(person)s + p, %(at)s, '' FROM generate_series(1, %(persons)s - 1, 50) AS p
"""
MATTERS = f"""
INSERT INTO legal_services_matter (id, reference, kind, topic_id, state, opened_at, closed_at)
SELECT %(matter)s + matter, {reference("M", "%(matter)s + matter")}, {nth("kinds", "matter")},
       {nth("topics", "matter")}, CASE WHEN closed THEN 'closed' ELSE 'open' END, opened_at,
       CASE WHEN closed THEN last_at END
  FROM volume_matter, LATERAL (SELECT last_at < %(at)s - interval '90 days' AS closed) AS state
 ORDER BY matter
"""  # noqa: S608 - made of constants
ROLES = """
INSERT INTO legal_services_matterrole (matter_id, person_id, role, since)
SELECT %(matter)s + matter, %(person)s + client, 'client', opened_at FROM volume_matter ORDER BY matter
"""
ASSIGNMENTS = """
INSERT INTO legal_services_assignment (matter_id, practitioner_id, task, since, until, reason)
SELECT %(matter)s + volume_matter.matter, (%(advisers)s)[1 + adviser], 'advises', opened_at,
       CASE WHEN last_at < %(at)s - interval '90 days' THEN last_at END, ''
  FROM volume_matter JOIN volume_session ON i = first_i ORDER BY volume_matter.matter
"""
RESERVATIONS = """
INSERT INTO scheduling_reservation (id, during, state, purpose, created_at)
SELECT %(reservation)s + i, tstzrange(starts_at, starts_at + interval '30 minutes'), 'confirmed', 'legal',
       starts_at - interval '3 days'
  FROM volume_session WHERE i %% 2 = 0 ORDER BY i
"""
OCCUPANCIES = """
INSERT INTO scheduling_occupancy (reservation_id, resource_id, during, active)
SELECT %(reservation)s + i, (%(resources)s)[1 + adviser], tstzrange(starts_at, starts_at + interval '30 minutes'), true
  FROM volume_session WHERE i %% 2 = 0 ORDER BY adviser, starts_at
"""
APPOINTMENTS = f"""
INSERT INTO legal_services_appointment
    (id, reference, service_id, topic_id, language, channel, practitioner_id, reservation_id, starts_at, ends_at, state,
     person_id, matter_id, name, phone, email, writes, people, calendar_sequence, created_at, changed_at, arrived_at,
     began_at, ended_at, cancel_reason, cancelled_by_client, meeting_link)
SELECT %(appointment)s + i, {reference("A", "%(appointment)s + i")}, {nth("services", "matter")},
       {nth("topics", "matter")}, {nth("spoken", "client")}, {nth("channels", "i")}, (%(advisers)s)[1 + adviser],
       %(reservation)s + i, starts_at, ends_at, CASE WHEN came THEN 'done' ELSE 'no-show' END, %(person)s + client,
       %(matter)s + matter, {nth("names", "client * 31")}, '', '', {nth("written", "client")}, 1, 0,
       starts_at - interval '3 days', ends_at, CASE WHEN came THEN starts_at - interval '4 minutes' END,
       CASE WHEN came THEN starts_at END, ends_at, '', false, ''
  FROM volume_session,
       LATERAL (SELECT starts_at + interval '30 minutes' AS ends_at, i %% 22 > 0 AS came) AS held
 WHERE i %% 2 = 0 ORDER BY i
"""  # noqa: S608 - made of constants
RECORDS = f"""
INSERT INTO legal_services_servicerecord
    (id, reference, submission, matter_id, service_id, topic_id, practitioner_id, appointment_id, channel, language,
     held_on, minutes, anonymous, outcome, referred_to, follow_up_on, from_paper, entered_at, void_reason)
SELECT %(record)s + i, {reference("S", "%(record)s + i")}, gen_random_uuid(), %(matter)s + matter,
       {nth("services", "matter")}, {nth("topics", "matter")}, (%(advisers)s)[1 + adviser],
       CASE WHEN i %% 2 = 0 AND i %% 22 > 0 THEN %(appointment)s + i END, {nth("channels", "i")},
       {nth("spoken", "client")}, held_on, 30, CASE WHEN i %% 6 = 0 THEN 1 + i %% 3 ELSE 0 END,
       {nth("outcomes", "i")}, '', CASE WHEN i %% 200 = 0 THEN held_on + 14 END, i %% 40 = 0,
       starts_at + interval '30 minutes', ''
  FROM volume_session, LATERAL (SELECT (starts_at AT TIME ZONE 'Asia/Shanghai')::date AS held_on) AS day
 ORDER BY i
"""  # noqa: S608 - made of constants
ATTENDANCES = """
INSERT INTO legal_services_attendance (record_id, person_id)
SELECT %(record)s + i, %(person)s + who
  FROM volume_session, LATERAL (
       SELECT client UNION SELECT (client * 31::bigint + 7) %% %(persons)s WHERE i %% 5 = 0) AS attending (who)
 ORDER BY i
"""
COMING_SESSIONS = """
CREATE TEMPORARY TABLE volume_coming ON COMMIT DROP AS
SELECT (row_number() OVER (ORDER BY day, slot, adviser) - 1)::integer AS i, adviser,
       (%(today)s::timestamp + make_interval(days => day, hours => 9, mins => 30 * slot))
       AT TIME ZONE 'Asia/Shanghai' AS starts_at
  FROM generate_series(0, %(days_ahead)s - 1) AS day, generate_series(0, %(slots)s - 1) AS slot,
       generate_series(0, cardinality(%(advisers)s) - 1) AS adviser
 WHERE extract(isodow FROM %(today)s::timestamp + make_interval(days => day)) < 6 AND (slot + adviser + day) %% 2 = 0
"""
COMING_RESERVATIONS = """
INSERT INTO scheduling_reservation (id, during, state, purpose, created_at)
SELECT %(coming_reservation)s + i, tstzrange(starts_at, starts_at + interval '30 minutes'), 'confirmed', 'legal', %(at)s
  FROM volume_coming ORDER BY i
"""
COMING_OCCUPANCIES = """
INSERT INTO scheduling_occupancy (reservation_id, resource_id, during, active)
SELECT %(coming_reservation)s + i, (%(resources)s)[1 + adviser],
       tstzrange(starts_at, starts_at + interval '30 minutes'), true
  FROM volume_coming ORDER BY i
"""
COMING_APPOINTMENTS = f"""
INSERT INTO legal_services_appointment
    (id, reference, service_id, topic_id, language, channel, practitioner_id, reservation_id, starts_at, ends_at, state,
     person_id, name, phone, email, writes, people, calendar_sequence, created_at, changed_at, cancel_reason,
     cancelled_by_client, meeting_link)
SELECT %(coming_appointment)s + i, {reference("A", "%(coming_appointment)s + i")}, {nth("services", "i")},
       {nth("topics", "i")}, {nth("spoken", "i")}, {nth("channels", "i")}, (%(advisers)s)[1 + adviser],
       %(coming_reservation)s + i, starts_at, starts_at + interval '30 minutes', 'booked',
       %(person)s + i %% %(persons)s, {nth("names", "i")}, '', '', {nth("written", "i")}, 1, 0, %(at)s, %(at)s, '',
       false, ''
  FROM volume_coming ORDER BY i
"""  # noqa: S608 - made of constants
OF_THE_PAST = (
    PERSONS, NAMES, MERGES, MATTERS, ROLES, ASSIGNMENTS, RESERVATIONS, OCCUPANCIES, APPOINTMENTS, RECORDS, ATTENDANCES,
)  # fmt: skip
FORGET = "DROP TABLE volume_session, volume_matter, volume_coming"
TO_COME = (COMING_RESERVATIONS, COMING_OCCUPANCIES, COMING_APPOINTMENTS, FORGET)
