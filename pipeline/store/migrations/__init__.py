"""How the schema came to be: Alembic's environment and the versions, oldest first. They go forward only; the way back
is a backup."""
