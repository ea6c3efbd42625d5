#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""plot_latency_test SCRIPT BUILD: `scripts/plot_latency --measure` writes what it names; no time is judged"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

LENGTHS = [2, 4, 8]


def check(holds, what):
    if not holds:
        sys.exit(f"FAIL: {what}")


def check_point(point, row, length):
    check(point["length"] == length == int(row["length"]), f"lengths {row}")
    for curve in ("measured", "model"):
        seconds = dict(point[curve])
        total = seconds.pop("total")
        check(len(seconds) == 4 and all(part > 0 for part in seconds.values()), f"groups of {curve} at {length}")
        check(abs(sum(seconds.values()) - total) <= 1e-9 * total, f"sum of {curve} at {length}")
        check(float(row[f"{curve}_seconds"]) == total, f"{curve}_seconds at {length}")
    ratio = point["measured"]["total"] / point["model"]["total"]
    check(float(row["measured / model"]) == ratio, f"ratio at {length}")


def main():
    script, build = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder)
        subprocess.run([script, "--measure", "--no-build", "--build", build, "-o", out, "--layers", "1", "--check-tokens",
                        "1", "--lengths", ",".join(map(str, LENGTHS))], check=True, stdout=subprocess.DEVNULL)
        result = json.loads((out / "measured.json").read_text())
        with open(out / "measured.csv") as file:
            rows = list(csv.DictReader(file))
        table, plot = (out / "measured.md").read_text(), (out / "measured.svg").read_text()
    check(result["threads"] == 1 and result["layers_measured"] == 1 and result["layers"] == 12, "what was measured")
    check(result["peak_flops"] > 0 and result["peak_bandwidth"] > 0, "peaks")
    check(len(rows) == len(result["points"]) == len(LENGTHS), "points")
    for point, row, length in zip(result["points"], rows, LENGTHS):
        check_point(point, row, length)
    model = [point["model"]["total"] for point in result["points"]]
    check(model == sorted(model) and len(set(model)) == len(model), "the model grows")
    check("measured and scaled" in table and "The trends part most" in table, "what the table says")
    check(plot.count("<polyline") == 2, "two curves")


if __name__ == "__main__":
    main()
