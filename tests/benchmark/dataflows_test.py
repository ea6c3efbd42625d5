#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""dataflows_test SCRIPT BUILD: `scripts/dataflows` writes what it names, and its rows agree with each other"""
import csv
import pathlib
import subprocess
import sys
import tempfile

PRICES = {"mac": 1, "reg": 1, "neighbour": 2, "buffer": 6, "dram": 200}
LEVELS = ["array_registers", "neighbours", "scratchpad", "accumulator", "memory"]
NETWORKS = {"AlexNet": 5, "ResNet-50": 5, "BERT-Base": 6}


def check(holds, what):
    if not holds:
        sys.exit(f"FAIL: {what}")


def check_energy(row):
    """The ladder over the counted bytes, level by level."""
    bytes_of = {level: int(row[f"{level}_bytes"]) for level in LEVELS}
    expected = {"mac": int(row["executed_macs"]), "reg": bytes_of["array_registers"],
                "neighbour": bytes_of["neighbours"], "dram": bytes_of["memory"],
                "buffer": bytes_of["scratchpad"] + bytes_of["accumulator"] + int(row["buffers_bytes"])}
    for level, count in expected.items():
        check(int(row[f"energy_{level}"]) == PRICES[level] * count, f"energy_{level} of {row}")


def check_row(row):
    check_energy(row)
    check(int(row["executed_macs"]) >= int(row["macs"]), f"padding of {row}")
    check(int(row["cycles"]) * int(row["cells"]) >= int(row["macs"]), f"cycles of {row}")
    check((row["schedule_cycles"] != "") == (row["dataflow"] != "eyeriss"), f"schedule of {row}")
    check(row["dataflow"] != "nlr" or int(row["array_registers_words"]) == 0, f"registers of {row}")


def results(script, build, config):
    """Rows, table and plot of `config`."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder)
        subprocess.run([script, "--config", config, "--no-build", "--build", build, "-o", out], check=True,
                       stdout=subprocess.DEVNULL)
        with open(out / "dataflows.csv") as file:
            return list(csv.DictReader(file)), (out / "table.md").read_text(), (out / "dataflows.svg").read_text()


def main():
    script, build = sys.argv[1:]
    small = results(script, build, "tiny4")[0]
    check(not any(row["layer"] == "conv1" and row["dataflow"] == "eyeriss" for row in small), "a kernel beyond 4 rows")
    check(not any(row["dataflow"] in ("nlr", "rs") for row in results(script, build, "wide32")[0]), "nlr or rs beyond 16 rows")
    rows, table, plot = results(script, build, "base16")
    for row in rows:
        check_row(row)
    page = (pathlib.Path(script).parent.parent / "sw" / "benchmark" / "DATAFLOWS.md").read_text()
    stale = [line for line in table.splitlines() if line.startswith("|") and line not in page.splitlines()]
    check(not stale, f"DATAFLOWS.md lacks {stale[:1]}; scripts/dataflows --page writes it")
    for network, layers in NETWORKS.items():
        found = [row for row in rows if row["network"] == network]
        check(len(found) == 5 * layers, f"{len(found)} rows of {network}")
        check(f"| {network} |" in table, f"{network} in table.md")
        check(all(f"<title>{network} {row['layer']} {row['dataflow']}: dram" in plot for row in found), f"{network} in the plot")


if __name__ == "__main__":
    main()
