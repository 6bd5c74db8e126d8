"""What pm4py reads of an OCEL 2.0 log: how many events and objects of each type, and their relations."""

import json
import sys
import warnings

warnings.filterwarnings("ignore")

import pm4py

log = pm4py.read_ocel2_json(sys.argv[1])
counted = lambda column: {str(name): int(count) for name, count in column.value_counts().items()}
print(
    json.dumps(
        {
            "events": counted(log.events["ocel:activity"]),
            "objects": counted(log.objects["ocel:type"]),
            "relations": counted(log.relations["ocel:type"]),
            "first": str(log.events["ocel:timestamp"].min()),
        }
    )
)
