"""Tables of the event store. Rows carry pseudonyms only; no column of these tables is personal.

| table | one row per | columns |
|---|---|---|
| event | stored event | pseudonymous facts, see below |
| code | text that repeats | kind (`source`, `event`, `channel`, `touchpoint`), code, text |
| person_owner, account_owner | identifier | the person or account it belongs to now |
| device_span | stretch of time on a device that several known persons used | who used it then |
| internal_identifier | identifier of our own | the person or account it belongs to now |
| moved | person or account | whose touches are derived anew: identifiers changed hands, or it became one of our own |
| person_end, account_end | person or account with touches | what its path has come to |
| event_total | event name and touchpoint | how many touches there are, and when the first and the last happened |
| touch | event | what every analysis reads: resolved, recognised, in path order |
| tally | source and hour | stored, duplicate and conflict: the sink's half of the books |
| marker | name | positions of this store: `sink`, `identity`, `touched`, `recognition`, `recognisers`, `batch` |
"""

from __future__ import annotations

from wegmarke.engine import Engine, Session

EVENT = """
CREATE TABLE IF NOT EXISTS event (
    event_id UUID NOT NULL,             -- hash of (source, source_event_id)
    source USMALLINT NOT NULL,          -- code
    event USMALLINT NOT NULL,           -- code of the event name
    occurred_at TIMESTAMP NOT NULL,     -- UTC, µs
    received_at TIMESTAMP NOT NULL,     -- UTC, µs
    precision_day BOOLEAN NOT NULL,     -- true where the source knows the date only
    sequence BIGINT NOT NULL,           -- order inside the source for equal times
    person_identifier BIGINT,           -- number of the strongest identifier
    account_identifier BIGINT,
    channel USMALLINT,                  -- code
    value_minor BIGINT,                 -- minor units of `currency`
    currency VARCHAR,
    properties MAP(VARCHAR, VARCHAR),
    batch UBIGINT NOT NULL,             -- number of the sink batch that stored it
    content UBIGINT,                    -- keyed hash of what it said; NULL where an older version stored it
    device_identifier BIGINT            -- number of the device, where somebody known used it
)
"""

TOUCH_COLUMNS = """
    account BIGINT,
    person BIGINT,
    stated_account BIGINT,              -- the account that the event itself names
    occurred_at TIMESTAMP NOT NULL,     -- UTC, µs
    precision_day BOOLEAN NOT NULL,
    automated BOOLEAN NOT NULL DEFAULT false,  -- no human did it
    internal BOOLEAN NOT NULL DEFAULT false,   -- somebody of our own did it
    says_internal BOOLEAN NOT NULL DEFAULT false,  -- the event itself says so
    sequence BIGINT NOT NULL,
    event_id UUID NOT NULL,
    source USMALLINT NOT NULL,
    event USMALLINT NOT NULL,
    touchpoint USMALLINT,               -- code; NULL where no rule recognised the event
    phase USMALLINT,                    -- 1-based position in the reference map
    channel USMALLINT,
    value_minor BIGINT,
    currency VARCHAR,
    session INTEGER,                    -- 1-based within the person's path; a gap over 30 minutes starts one
    person_position INTEGER,            -- 1-based among the person's recognised touches
    person_previous USMALLINT,          -- touchpoint before it, 0 at the start
    person_gap BIGINT,                  -- µs since it
    account_position INTEGER,
    account_previous USMALLINT,
    account_gap BIGINT
"""

ENDS = """
CREATE TABLE person_end (
    person BIGINT NOT NULL,
    stated_account BIGINT,              -- the last account that its events named and that it has not left since
    open_accounts BIGINT[],             -- where it left one: those it has not left, as last named
    account BIGINT,
    session INTEGER NOT NULL,
    occurred_at TIMESTAMP NOT NULL,     -- of the last touch, UTC, µs
    position INTEGER,                   -- of the last recognised touch
    touchpoint USMALLINT,
    recognised_at TIMESTAMP
);
CREATE TABLE account_end (
    account BIGINT NOT NULL,
    touches BIGINT NOT NULL,            -- recognised or not
    position INTEGER NOT NULL,          -- of the last recognised touch, 0 without any
    touchpoint USMALLINT,
    recognised_at TIMESTAMP
);
CREATE TABLE event_total (
    event USMALLINT NOT NULL,           -- code of the event name
    touchpoint USMALLINT,               -- what these events were recognised as
    touches BIGINT NOT NULL,
    first_at TIMESTAMP NOT NULL,        -- UTC, µs
    last_at TIMESTAMP NOT NULL
)
"""

AUTOMATED_AGENTS = (
    r"(^|[^u])bot(\b|[/_-])|crawl|spider|slurp|headless|phantomjs|lighthouse|pingdom|uptime|monitor|scan|preview|"
    r"facebookexternalhit|feedfetcher|mediapartners|curl/|wget/|python-requests|python-urllib|httpx/|aiohttp|"
    r"go-http-client|java/|okhttp|libwww|apache-httpclient|safelinks|proofpoint|mimecast|barracuda"
)
"""What the user agents of programs say about themselves; a pattern that cannot run away (RE2), without semicolons."""

_DECLARED = [line.split()[0] for line in TOUCH_COLUMNS.strip().splitlines()]

EVENTS = """
SELECT e.event_id, s.text AS source, n.text AS name, e.occurred_at, e.received_at, e.precision_day, e.sequence,
       {person} AS person, {account} AS stated_account, e.person_identifier, e.account_identifier,
       c.text AS channel, e.value_minor, e.currency, e.properties, e.batch, e.source AS source_code,
       e.event AS event_code, e.channel AS channel_code,
       coalesce(lower(e.properties['automated']) IN ('true', 'yes', '1')
                OR regexp_matches(e.properties['user_agent'], '{agents}', 'i'), false) AS automated,
       coalesce(lower(e.properties['internal']) IN ('true', 'yes', '1'), false) AS says_internal
FROM event e
JOIN code s ON s.kind = 'source' AND s.code = e.source
JOIN code n ON n.kind = 'event' AND n.code = e.event
LEFT JOIN code c ON c.kind = 'channel' AND c.code = e.channel
LEFT JOIN device_span d ON d.device = e.person_identifier AND e.occurred_at >= d.since AND e.occurred_at < d.until
{owners}
""".replace("{agents}", AUTOMATED_AGENTS.replace("{", "{{").replace("}", "}}"))
"""What the view `events` asks; whom identifiers belong to is put in, or left to whoever asks."""

_OWNERS = """
LEFT JOIN person_owner p ON p.identifier = e.person_identifier
LEFT JOIN person_owner u ON u.identifier = d.person_identifier
LEFT JOIN account_owner a ON a.identifier = e.account_identifier
"""

_OTHERS = """
CREATE TABLE IF NOT EXISTS code (kind VARCHAR NOT NULL, code USMALLINT NOT NULL, text VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS person_owner (identifier BIGINT NOT NULL, owner BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS account_owner (identifier BIGINT NOT NULL, owner BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS device_span (
    device BIGINT NOT NULL, since TIMESTAMP NOT NULL, until TIMESTAMP NOT NULL, person_identifier BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS tally (
    source VARCHAR NOT NULL, hour BIGINT NOT NULL, stored BIGINT NOT NULL, duplicate BIGINT NOT NULL,
    conflict BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS moved (subject VARCHAR NOT NULL, owner BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS internal_identifier (
    subject VARCHAR NOT NULL, identifier BIGINT NOT NULL, owner BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS marker (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
CREATE OR REPLACE VIEW events AS
""" + EVENTS.format(person="coalesce(u.owner, p.owner)", account="a.owner", owners=_OWNERS)


def create_tables(engine: Engine) -> None:
    """Make the tables and views that are not there yet."""
    with engine.write() as session:
        session.run(EVENT)
        session.run("ALTER TABLE event ADD COLUMN IF NOT EXISTS content UBIGINT")
        session.run("ALTER TABLE event ADD COLUMN IF NOT EXISTS device_identifier BIGINT")
        for statement in _OTHERS.split(";"):
            if statement.strip():
                session.run(statement)
        _create_derived(session)


def _create_derived(session: Session) -> None:
    if _columns(session, "touch") == _DECLARED and "open_accounts" in _columns(session, "person_end"):
        return
    # Touches are derived: those of an earlier version are derived anew instead of changed.
    for table in ("touch", "person_end", "account_end", "event_total"):
        session.run(f"DROP TABLE IF EXISTS {table}")
    session.run(f"CREATE TABLE touch ({TOUCH_COLUMNS})")
    for statement in ENDS.split(";"):
        session.run(statement)
    session.run("DELETE FROM marker WHERE name = 'recognition'")


def _columns(session: Session, table: str) -> list[str]:
    found = session.query(
        "SELECT column_name AS name FROM duckdb_columns() WHERE table_name = $table ORDER BY column_index",
        {"table": table},
    )
    return [str(name) for name in found["name"].to_pylist()]
