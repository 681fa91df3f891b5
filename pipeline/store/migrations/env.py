"""Alembic runs this file; `pipeline.store.migrate` gives it the connection."""

from alembic import context

from pipeline.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
    render_as_batch=True,
    compare_server_default=True,
    user_module_prefix="columns.",
)
with context.begin_transaction():
    context.run_migrations()
