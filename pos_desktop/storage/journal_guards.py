"""What makes the database itself refuse changes to the journal; made with the schema."""

_SQLITE_GUARDS = (
    """CREATE TRIGGER journal_never_changed BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_never_deleted BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    # Also what stops INSERT OR REPLACE, which deletes without asking the trigger above.
    """CREATE TRIGGER journal_gapless BEFORE INSERT ON journal
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal)
    BEGIN SELECT RAISE(ABORT, 'the journal is numbered without gaps'); END""",
)

_POSTGRESQL_GUARDS = (
    """CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$""",
    """CREATE FUNCTION journal_number() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal) THEN
            RAISE EXCEPTION 'the journal is numbered without gaps';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER journal_never_changed BEFORE UPDATE OR DELETE ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_refuse()""",
    """CREATE TRIGGER journal_never_emptied BEFORE TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()""",
    """CREATE TRIGGER journal_gapless BEFORE INSERT ON journal
    FOR EACH ROW EXECUTE FUNCTION journal_number()""",
)


def guards(dialect: str) -> tuple[str, ...]:
    """The statements that make the database itself refuse changes to the journal."""
    return _POSTGRESQL_GUARDS if dialect == "postgresql" else _SQLITE_GUARDS
