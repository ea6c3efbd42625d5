#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh WEFT CONFIG FOLDER PROGRAM [OVERRIDE]: generates CONFIG, builds PROGRAM.cpp around its top, runs it in FOLDER
set -euo pipefail
source=$(cd "$(dirname "$0")" && pwd)

mkdir -p "$3"
"$1" gen "$2" -o "$3/design" --quiet ${5+--override "$5"}
cd "$3"
# a few thousand cycles: optimising would take longer than it saves
verilator --cc --exe --build -j 2 --prefix Vtop -fno-const-bit-op-tree -F design/weft.f --Mdir obj -o "../$4" \
  -MAKEFLAGS "OPT_FAST=-O0 OPT_SLOW=-O0 OPT_GLOBAL=-O0" -CFLAGS "-std=c++20 -I$PWD/design/include" "$source/$4.cpp" > verilator.log || { cat verilator.log; exit 3; }
"./$4"
