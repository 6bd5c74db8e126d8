"""What pm4py makes of an XES log: its graph, its variants, and the variant of each case."""

import json
import sys
import warnings

warnings.filterwarnings("ignore")

import pm4py

log = pm4py.read_xes(sys.argv[1], show_progress_bar=False)
if not hasattr(log, "groupby"):
    log = pm4py.convert_to_dataframe(log)
graph, starts, ends = pm4py.discover_dfg(log)
cases = {}
for case, activity in zip(log["case:concept:name"], log["concept:name"]):
    cases.setdefault(str(case), []).append(activity)
variants = pm4py.get_variants(log)
print(
    json.dumps(
        {
            "events": len(log),
            "graph": {f"{before} > {after}": int(count) for (before, after), count in graph.items()},
            "starts": {name: int(count) for name, count in starts.items()},
            "ends": {name: int(count) for name, count in ends.items()},
            "variants": {
                json.dumps(list(variant), ensure_ascii=False, separators=(",", ":")): count
                if isinstance(count, int)
                else len(count)
                for variant, count in variants.items()
            },
            "cases": cases,
        }
    )
)
