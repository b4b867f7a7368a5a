"""Database triggers: nobody holds the same role twice at once, whatever program writes the row.

SQLite drops a table's triggers silently when a later migration rebuilds the table, so they are installed again after
every migrate (see `apps.py`).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "people_roleheld"
EVENTS = ("INSERT", "UPDATE")

SQLITE = """
CREATE TRIGGER people_roleheld_no_overlap_{event} BEFORE {event} ON people_roleheld
WHEN EXISTS (
    SELECT 1 FROM people_roleheld other
    WHERE other.user_id = NEW.user_id AND other.role = NEW.role AND other.id IS NOT NEW.id
      AND (NEW.until IS NULL OR other.since < NEW.until)
      AND (other.until IS NULL OR NEW.since < other.until)
)
BEGIN
    SELECT RAISE(ABORT, 'a person cannot hold the same role twice at once');
END
"""

POSTGRESQL = """
CREATE OR REPLACE FUNCTION people_roleheld_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Two transactions granting at once wait here for each other, so neither misses the other's row.
    PERFORM 1 FROM people_user WHERE id = NEW.user_id FOR UPDATE;
    IF EXISTS (
        SELECT 1 FROM people_roleheld other
        WHERE other.user_id = NEW.user_id AND other.role = NEW.role AND other.id IS DISTINCT FROM NEW.id
          AND (NEW.until IS NULL OR other.since < NEW.until)
          AND (other.until IS NULL OR NEW.since < other.until)
    ) THEN
        RAISE EXCEPTION 'a person cannot hold the same role twice at once' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END
$$
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place, replacing older ones; do nothing while the table does not exist."""
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        if connection.vendor == "sqlite":
            for event in EVENTS:
                cursor.execute(f"DROP TRIGGER IF EXISTS people_roleheld_no_overlap_{event}")
                cursor.execute(SQLITE.format(event=event))
        elif connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
            cursor.execute("DROP TRIGGER IF EXISTS people_roleheld_no_overlap ON people_roleheld")
            cursor.execute(
                "CREATE TRIGGER people_roleheld_no_overlap BEFORE INSERT OR UPDATE ON people_roleheld"
                " FOR EACH ROW EXECUTE FUNCTION people_roleheld_no_overlap()"
            )


def missing(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether a trigger is not there, so that a check can say it aloud."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
            return int(cursor.fetchone()[0]) < len(EVENTS)
        cursor.execute("SELECT COUNT(*) FROM pg_trigger WHERE tgname = 'people_roleheld_no_overlap'")
        return int(cursor.fetchone()[0]) < 1
