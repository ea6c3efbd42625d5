// access_probe_nlr: The probes of access_probe.v in multipliers and trees that keep nothing
// SPDX-License-Identifier: Apache-2.0

bind no_local_reuse_array access_probe #(.COUNT(0), .WEIGHT(ROWS*COLUMNS)) u_products (
    .clk     (clk),
    .enables (valid_i)
);
bind no_local_reuse_array access_probe #(.COUNT(2), .WEIGHT((ROWS-1)*COLUMNS)) u_sums (
    .clk     (clk),
    .enables (result_valid_o)
);
