#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh WEFT CONFIG FOLDER: generates CONFIG, builds main.cpp around its top, runs it; all in FOLDER
set -euo pipefail
source=$(cd "$(dirname "$0")" && pwd)

mkdir -p "$3"
"$1" gen "$2" -o "$3/design" --quiet
cd "$3"
verilator --cc --exe --build --prefix Vtop -fno-const-bit-op-tree -F design/weft.f --Mdir obj -o ../product \
  -CFLAGS "-std=c++20 -I$PWD/design/include" "$source/main.cpp" > verilator.log || { cat verilator.log; exit 3; }
./product
