// access_probe_ws: The probes of access_probe.v in cells that keep their weights
// SPDX-License-Identifier: Apache-2.0

bind pe access_probe #(.COUNT(0)) u_products (.clk (clk), .enables (valid_q));
bind pe access_probe #(.COUNT(1)) u_activations (.clk (clk), .enables (valid_i));
bind pe access_probe #(.COUNT(1)) u_weights (.clk (clk), .enables (load_i));
bind pe access_probe #(.COUNT(2)) u_sums (.clk (clk), .enables (valid_q));
