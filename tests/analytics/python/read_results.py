"""Reads result files with the libraries that analysts use, and says what each one sees.

Arguments: files, `.arrows` or `.parquet`. Prints JSON, one item a file:
{reader: {"types": {column: type}, "rows": [{column: value}]}}.
"""

import json
import math
import sys
from datetime import date, datetime, time, timezone
from decimal import Decimal

import duckdb
import polars
import pyarrow
import pyarrow.ipc
import pyarrow.parquet


def plain(value):
    """The value as JSON: equal for equal values, whichever library read it."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(timezone.utc).isoformat()
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and math.isnan(value):
        return "nan"
    if isinstance(value, int) and abs(value) > 2**53:
        return str(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        is_map = len(value) > 0 and all(isinstance(item, tuple) for item in value)
        return plain(dict(value)) if is_map else [plain(item) for item in value]
    return value


def seen(types, rows):
    return {"types": types, "rows": [plain(row) for row in rows]}


def seen_by_pyarrow(table):
    return seen({field.name: str(field.type) for field in table.schema}, table.to_pylist())


def seen_by_polars(frame):
    return seen({name: repr(kind) for name, kind in frame.schema.items()}, frame.to_dicts())


def seen_by_duckdb(relation):
    names = relation.columns
    types = {name: str(kind) for name, kind in zip(names, relation.types)}
    return seen(types, [dict(zip(names, row)) for row in relation.fetchall()])


def read(path):
    if path.endswith(".parquet"):
        return {
            "pyarrow": seen_by_pyarrow(pyarrow.parquet.read_table(path)),
            "polars": seen_by_polars(polars.read_parquet(path)),
            "duckdb": seen_by_duckdb(duckdb.connect().read_parquet(path)),
        }
    with open(path, "rb") as file:
        table = pyarrow.ipc.open_stream(file).read_all()
    return {
        "pyarrow": seen_by_pyarrow(table),
        "polars": seen_by_polars(polars.read_ipc_stream(path)),
        "duckdb": seen_by_duckdb(duckdb.connect().from_arrow(table)),
    }


print(json.dumps([read(path) for path in sys.argv[1:]]))
