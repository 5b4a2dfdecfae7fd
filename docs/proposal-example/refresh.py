"""Renews this folder from a report: `python3 docs/proposal-example/refresh.py results/baseline-2025/report`.

Each figure that manifest.json names is replaced in section.md by the report's figure of the same id; pictures are copied.
What the sentences around the figures claim is for a person to read again.
"""

import json
import re
import shutil
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
report = Path(sys.argv[1])
made = json.loads((report / "report.json").read_text(encoding="utf-8"))
mine = json.loads((here / "manifest.json").read_text(encoding="utf-8"))
text = (here / "section.md").read_text(encoding="utf-8")

figures = {(it["id"], it["lang"]): it["figure"] for it in made["numbers"]}
for number in mine["numbers"]:
    new = figures[number["id"], number["lang"]]
    old = re.compile(r"(?<![\d△])(?<!\d[.,])" + re.escape(number["figure"]) + r"(?![.,]?\d)")
    text, count = old.subn(lambda _: new, text)
    if count == 0:
        sys.exit(f"section.md does not have {number['figure']} ({number['id']})")
    number["figure"] = new
hashes = {(Path(it["file"]).name, it["lang"]): it["sha256"] for it in made["charts"]}
for chart in mine["charts"]:
    name = Path(chart["file"]).name
    shutil.copyfile(report / "charts" / name, here / chart["file"])
    chart["sha256"] = hashes[name, chart["lang"]]
for key in ("scenario_hash", "seed", "replications", "version"):
    mine[key] = made[key]
(here / "section.md").write_text(text, encoding="utf-8")
(here / "manifest.json").write_text(json.dumps(mine, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
