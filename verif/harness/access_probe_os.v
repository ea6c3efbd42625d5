// access_probe_os: The probes of access_probe.v in cells that keep their sums
// SPDX-License-Identifier: Apache-2.0

bind sum_cell access_probe #(.COUNT(0)) u_products (.clk (clk), .enables (valid_q));
bind sum_cell access_probe #(.COUNT(1), .WEIGHT(2)) u_operands (.clk (clk), .enables (valid_i));
bind sum_cell access_probe #(.COUNT(2)) u_sums (.clk (clk), .enables (shift_i && !complete_q));
bind sum_cell access_probe #(.COUNT(10)) u_grown_sums (
    .clk     (clk),
    .enables (valid_q && !first_q)
);
bind output_stationary_array access_probe #(.COUNT(2), .WEIGHT(COLUMNS)) u_last_sums (
    .clk     (clk),
    .enables (result_valid_o)
);
