"""Alembic's way in: it runs the steps on the connection, and in the transaction, that `upgrade` has opened."""

from __future__ import annotations

from alembic import context

from survey.store.register.tables import TABLES

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=TABLES,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
