"""Opens a published snapshot with the plain duckdb module and asks it three things."""

import json
import sys

import duckdb

snapshot = duckdb.connect(sys.argv[1], read_only=True)
tickets = snapshot.execute("select count(*) from tickets").fetchone()
opened = snapshot.execute(
    "select opened_count from opened_and_resolved(date '2026-01-01', date '2026-12-31')"
).fetchone()
comment = snapshot.execute(
    "select comment from duckdb_tables() where table_name = 'tickets'"
).fetchone()
print(json.dumps({"tickets": tickets[0], "opened": opened[0], "comment": comment[0]}))
