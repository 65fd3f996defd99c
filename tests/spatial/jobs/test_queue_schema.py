"""The queue's tables are those that the library ships: an upgrade of it is noticed."""

from procrastinate.schema import SchemaManager

from spatial.migrations import versions


def test_the_migrated_queue_is_the_one_that_the_library_ships() -> None:
    """When it fails: a new migration brings the tables to what the library has now."""
    from importlib import resources

    kept = resources.files(versions).joinpath("0036_procrastinate.sql").read_text(encoding="utf-8")
    assert kept == SchemaManager.get_schema()
