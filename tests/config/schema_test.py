#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""schema_test.py WEFT ROOT: configs/schema.json, read by an independent validator, agrees with `weft config check`

Every key takes values inside and outside its range, is left out, and is misspelt; both must say the same, except where
`weft` refuses a combination of legal keys, which a schema cannot express ("... here").
"""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

WEFT, ROOT = sys.argv[1], pathlib.Path(sys.argv[2])
SCHEMA = json.loads((ROOT / "configs/schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def keys():
    """(path, schema) of every key that holds a value."""
    for name, entry in SCHEMA["properties"].items():
        if entry["type"] == "object":
            for inner, leaf in entry["properties"].items():
                yield (name, inner), leaf
        elif name != "$schema":
            yield (name,), entry


def candidates(leaf):
    """Values at and beyond the edges of a key's range, and of the wrong type."""
    if "enum" in leaf:
        first = leaf["enum"][0]
        return [*leaf["enum"], first + 1 if isinstance(first, int) else first + "x", None, [first], 1.5, True]
    if leaf["type"] == "integer":
        return [leaf["minimum"], leaf["maximum"], leaf["minimum"] - 1, leaf["maximum"] + 1, "1", 1.5, 2**40, True]
    return ["name", "_n2", "2fast", "a b", "a-b", "", 3]


def replaced(instance, path, value):
    """A copy with one value changed; REMOVED takes the key away."""
    changed = copy.deepcopy(instance)
    holder = changed
    for part in path[:-1]:
        holder = holder.setdefault(part, {})
    if value is REMOVED:
        holder.pop(path[-1], None)
    else:
        holder[path[-1]] = value
    return changed


REMOVED = object()


def instances(name):
    preset = json.loads((ROOT / f"configs/{name}.json").read_text())
    yield name, preset
    for path, leaf in keys():
        where = f"{name}: " + ".".join(path)
        for value in candidates(leaf):
            yield f"{where} = {value!r}", replaced(preset, path, value)
        yield f"without {where}", replaced(preset, path, REMOVED)
        yield f"{where}s", replaced(preset, (*path[:-1], path[-1] + "s"), 4)


def verdict_of_weft(instance, folder):
    file = pathlib.Path(folder) / "config.json"
    file.write_text(json.dumps(instance))
    result = subprocess.run([WEFT, "config", "check", str(file)], capture_output=True, text=True)
    only_combinations = all(" here;" in line for line in result.stderr.splitlines()[1:])
    if result.returncode not in (0, 2):
        sys.exit(f"weft config check: exit {result.returncode}: {result.stderr}")
    return result.returncode == 0 or only_combinations, result.stderr


def main():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    count = {True: 0, False: 0}
    with tempfile.TemporaryDirectory() as folder:
        for name, instance in [*instances("tiny4"), *instances("survey16")]:
            legal, message = verdict_of_weft(instance, folder)
            if VALIDATOR.is_valid(instance) != legal:
                sys.exit(f"{name}: weft says {legal}, the schema says {not legal}\n{message}")
            count[legal] += 1
    print(f"{count[True]} accepted, {count[False]} refused by both")
    if min(count.values()) < 50:
        sys.exit("too few cases")


main()
