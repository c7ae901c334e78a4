"""The text index: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL. No Django model describes either."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = """
CREATE VIRTUAL TABLE finder_searchtext
USING fts5(ident, title, topic, rest, tokenize="unicode61 remove_diacritics 0 tokenchars '_'", prefix='2')
"""
POSTGRESQL = """
CREATE TABLE finder_searchtext (trial_id bigint PRIMARY KEY, document tsvector NOT NULL);
CREATE INDEX finder_searchtext_document ON finder_searchtext USING gin (document)
"""


def create(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements.split(";"):
        schema_editor.execute(statement)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("DROP TABLE finder_searchtext")


class Migration(migrations.Migration):
    dependencies = [("finder", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
