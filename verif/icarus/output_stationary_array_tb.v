// output_stationary_array_tb: the 4x4 array on vectors of its model; an item enters each cycle
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module output_stationary_array_tb;

    wire         clk;
    wire         rst;
    wire         in_valid;
    wire         activation_valid;
    wire         activation_first;
    wire         activation_last;
    wire         out_valid;
    wire         out_ready;
    wire [31:0]  weight;
    wire [31:0]  activation;
    wire [127:0] result;

    stream_bench #(.IN_W(67), .OUT_W(128), .ALWAYS_VALID(1), .ALWAYS_READY(1)) u_bench (
        .clk       (clk),
        .rst       (rst),
        .in_valid  (in_valid),
        .in_ready  (1'b1),
        .in_data   ({weight, activation, activation_last, activation_first, activation_valid}),
        .out_valid (out_valid),
        .out_ready (out_ready),
        .out_data  (result)
    );

    output_stationary_array #(.ROWS(4), .COLUMNS(4)) u_dut (
        .clk                (clk),
        .rst_i              (rst),
        .activation_valid_i (in_valid && activation_valid),
        .activation_first_i (activation_first),
        .activation_last_i  (activation_last),
        .activation_i       (activation),
        .weight_i           (weight),
        .result_valid_o     (out_valid),
        .result_o           (result)
    );

endmodule

`default_nettype wire
