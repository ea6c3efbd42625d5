#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# lint_rtl.sh TOOL FOLDER [MACRO]: reads what `weft gen` wrote into FOLDER with one tool, MACRO defined; any warning fails
set -euo pipefail
tool=$1 macro=${3:-}
cd "$2"
files=$(cat weft.f)
case $tool in
  verilator) command=(verilator --lint-only -Wall ${macro:++define+$macro} --top-module top $files) ;;
  verilator2005) command=(verilator --lint-only -Wall --language 1364-2005 --top-module top $files) ;;
  icarus) command=(iverilog -g2005 -Wall ${macro:+-D$macro} -s top -o /dev/null $files) ;;
  yosys) command=(yosys -q -p "read_verilog ${macro:+-D $macro} $(tr '\n' ' ' < weft.f); hierarchy -check -top top; proc; check -assert") ;;
  c) command=(bash -c '{ for h in include/*.h; do echo "#include \"$h\""; done; echo "int main(void) { return 0; }"; } |
       cc -std=c99 -Wall -Wextra -Wpedantic -Werror -I. -fsyntax-only -x c -') ;;
  text) command=(awk '/[ \t]$/ { print FILENAME ":" FNR ": ends in a blank" }
                      length > 100 { print FILENAME ":" FNR ": longer than 100 columns" }' $files) ;;
  *) echo "unknown tool $tool" >&2; exit 2 ;;
esac
output=$("${command[@]}" 2>&1) || { printf '%s\n' "$output"; exit 1; }
if [[ -n $output ]]; then
  printf '%s\n' "$output"
  exit 1
fi
if grep -ln 'lint_off\|`define' $files; then
  echo "these files waive a warning or leak a macro" >&2
  exit 1
fi
