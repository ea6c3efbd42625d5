// access_probe_attention: The probes of access_probe.v in a dedicated attention engine
// SPDX-License-Identifier: Apache-2.0

bind qk_unit access_probe #(.COUNT(9), .WEIGHT(CHUNK*LANES)) u_products (
    .clk     (clk),
    .enables (query_valid_i)
);
bind sv_unit access_probe #(.COUNT(9), .WEIGHT(CHUNK*LANES)) u_products (
    .clk     (clk),
    .enables (weight_valid_i)
);
