"""The SQL functions behind the search of all three languages.

They depend on neither the database's locale nor its text search configuration: what is a letter, what is Chinese,
Japanese or Korean script, and which letter is whose small form is written out here. Bodies are BEGIN ATOMIC, so that
a restored dump finds the functions that they call under any search path.
"""

import unicodedata
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

# Runs of these are cut into pairs: Han, kana, bopomofo and Hangul with their marks of repetition and length.
CJK = (
    r"\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u302f\u3031-\u303c\u3041-\u3096\u3099-\u309a\u309d-\u309f"
    r"\u30a1-\u30fa\u30fc-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    r"\uf900-\ufaff\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
# What stands between words: controls, spaces, punctuation, symbols, emoji, private use.
BETWEEN = (
    r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02c2-\u02c5\u02d2-\u02df\u037e\u0387"
    r"\u055a-\u055f\u0589-\u058f\u05be\u05c0\u05c3\u05f3-\u05f4\u0600-\u060f\u061b-\u061f\u066a-\u066d\u06d4"
    r"\u0964-\u0965\u0e3f\u0e4f\u0e5a-\u0e5b\u2000-\u2bff\u2e00-\u2e7f\u2fe0-\u3004\u3008-\u3020\u3030\u303d-\u3040"
    r"\u309b-\u309c\u30a0\u30fb\u3190-\u319f\u31c0-\u31ef\u3200-\u33ff\ue000-\uf8ff\ufd3e-\ufd3f\ufdfc-\ufdff"
    r"\ufe00-\ufe6f\uff00-\uff0f\uff5f-\uff65\uffe0-\uffff\U0001f000-\U0001faff\U000e0000-\U0010ffff"
)
# Letters outside ASCII whose small form is one letter too: Latin, Greek, Cyrillic, Armenian.
CAPITALS = [
    letter
    for letter in map(chr, [*range(0x00C0, 0x0590), *range(0x1E00, 0x2000)])
    if len(letter.lower()) == 1 and letter.lower() != letter and unicodedata.normalize("NFKC", letter) == letter
]
SMALL = [letter.lower() for letter in CAPITALS]

FORWARD = rf"""
CREATE FUNCTION hometown_fold(body text, most integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT CASE
        WHEN folded ~ '[\u00c0-\u058f\u1e00-\u1fff]' THEN translate(folded, '{"".join(CAPITALS)}', '{"".join(SMALL)}')
        ELSE folded
    END
    FROM (SELECT lower(left(normalize(left(coalesce(body, ''), most), NFKC), most) COLLATE "C") AS folded) AS f;
END;

CREATE FUNCTION hometown_tsv(body text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH text_of AS MATERIALIZED (SELECT hometown_fold(body, 100000) AS folded),
    words AS (
        SELECT left(w.found[1], 60) AS token
        FROM text_of, regexp_matches(folded, '[^{CJK}{BETWEEN}]+', 'g') AS w (found)
    ),
    runs AS MATERIALIZED (
        SELECT r.found[1] AS run FROM text_of, regexp_matches(folded, '[{CJK}]+', 'g') AS r (found)
    ),
    pieces AS (
        SELECT token FROM words
        UNION ALL SELECT (p.found)[1] FROM runs, regexp_matches(run, '..', 'g') AS p (found)
        UNION ALL SELECT (p.found)[1] FROM runs, regexp_matches(substr(run, 2), '..', 'g') AS p (found)
        UNION ALL SELECT right(run, 1) FROM runs
    )
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT token)), ''::tsvector) FROM pieces;
END;

CREATE FUNCTION hometown_tsq(body text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH chunks AS (
        SELECT c.found[1] AS run, left(c.found[2], 60) AS word, c.position
        FROM regexp_matches(hometown_fold(body, 200), '([{CJK}]+)|([^{CJK}{BETWEEN}]+)', 'g')
            WITH ORDINALITY AS c (found, position)
    ),
    pieces AS (
        SELECT word AS token, position, 1 AS place, false AS is_single FROM chunks WHERE word IS NOT NULL
        UNION ALL SELECT run, position, 1, true FROM chunks WHERE length(run) = 1
        UNION ALL
        SELECT substr(run, place, 2), position, place, false
        FROM chunks, generate_series(1, length(run) - 1) AS s (place)
    ),
    ordered AS (
        SELECT token, is_single, row_number() OVER (ORDER BY position DESC, place DESC) = 1 AS is_last, position, place
        FROM pieces
    )
    SELECT string_agg(
        '''' || token || '''' || CASE WHEN is_single OR is_last THEN ':*' ELSE '' END, ' & ' ORDER BY position, place
    )::tsquery
    FROM ordered;
END;
"""
BACKWARD = """
DROP FUNCTION hometown_tsq(text);
DROP FUNCTION hometown_tsv(text);
DROP FUNCTION hometown_fold(text, integer);
"""


class Migration(migrations.Migration):
    """Make the functions; every column that uses them depends on this migration."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[Operation]] = [migrations.RunSQL(FORWARD, BACKWARD)]
