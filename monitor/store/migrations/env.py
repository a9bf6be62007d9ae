"""Where alembic finds the connection that `upgrade` hands it, and the tables to compare with."""

from alembic import context

from monitor.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # true of SQLite too, since we begin and not its driver
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
