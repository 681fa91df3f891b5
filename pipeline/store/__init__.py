"""What is kept: calls, notes, accounts, settings and the audit log, in SQLite or PostgreSQL.

store         one database: its engine, its sessions, its schema brought up to date
tables        the schema;  columns: its types;  migrations/: how it came to be
writer        records of all running calls -> the database, through one thread;  spill: what it could not take
ingest        what a call's records say about the call, record by record
calls         listing, reading and searching calls
people        accounts and logins
notes         bookmarks, whispers, verdicts on flags
audit         who did what, append-only
settings      values that an administrator changes;  council: what the works council agreed to
terms         itch words that a coach added
trends        one agent's weeks; how often a rule was right. Nothing here compares people
export        a call as the event log or captions that it would have written itself
erase         one call, gone;  retention: what is old, gone
recorder      a call's sound as FLAC, only where recording is switched on;  recordings: which there are
"""
