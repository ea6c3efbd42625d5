#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# refuse_parameter.sh TOOL FOLDER NAME VALUE SENTENCE: TOOL must stop at `top` with NAME=VALUE, saying SENTENCE
set -euo pipefail
cd "$2"
case $1 in
  verilator) tool=(verilator --lint-only -G"$3=$4" --top-module top -f weft.f) ;;
  icarus) tool=(iverilog -g2005 -s top -P"top.$3=$4" -t null -c weft.f) ;;
  yosys) tool=(yosys -q -p "read_verilog $(tr '\n' ' ' < weft.f); hierarchy -check -top top -chparam $3 $4") ;;
  *) echo "unknown tool $1" >&2; exit 2 ;;
esac
if said=$("${tool[@]}" 2>&1); then
  echo "$1 accepts $3=$4"
  exit 1
fi
grep -q "$5" <<< "$said" || { echo "$said"; exit 1; }
