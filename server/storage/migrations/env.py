"""Alembic's entry: runs the steps in `versions` on the connection that `migrating` hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
