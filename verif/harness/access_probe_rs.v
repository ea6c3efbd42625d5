// access_probe_rs: The probes of access_probe.v in cells that keep rows of kernels and of inputs
// SPDX-License-Identifier: Apache-2.0
//
// Nothing holds back a byte of a word, needed in its row or not: it passes all cells of the row.

bind row_cell access_probe #(.COUNT(0)) u_products (.clk (clk), .enables (work_i));
bind row_cell access_probe #(.COUNT(1)) u_weights (.clk (clk), .enables (store_tap_i));
bind row_edge access_probe #(.COUNT(1), .WEIGHT(COLUMNS)) u_activations (
    .clk     (clk),
    .enables (valid_i)
);
bind row_cell access_probe #(.COUNT(2)) u_sums (.clk (clk), .enables (work_i && first_i));
bind row_cell access_probe #(.COUNT(10)) u_grown_sums (
    .clk     (clk),
    .enables (work_i && !first_i)
);
