"""Reads a CSV as texts with the standard library, pandas and duckdb, and prints what each one sees.

Argument: a file. Prints JSON: {reader: {"names": [column], "rows": [[cell]]}}.
"""

import csv
import json
import sys

import duckdb
import pandas

path = sys.argv[1]


def seen_by_csv():
    with open(path, encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return {"names": names, "rows": rows}


def seen_by_pandas():
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    return {"names": list(frame.columns), "rows": frame.values.tolist()}


def seen_by_duckdb():
    relation = duckdb.connect().execute(
        "from read_csv(?, header = true, all_varchar = true, allow_quoted_nulls = false)", [path]
    )
    return {
        "names": [name for name, *_ in relation.description],
        "rows": relation.fetchall(),
    }


print(
    json.dumps(
        {"csv": seen_by_csv(), "pandas": seen_by_pandas(), "duckdb": seen_by_duckdb()}
    )
)
