// row_stationary_array_tb: the 4x4 array on vectors of its model; an item enters each cycle
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module row_stationary_array_tb;

    wire         clk;
    wire         rst;
    wire         in_valid;
    wire         activation_valid;
    wire [31:0]  activation;
    wire [2:0]   kernel_rows;
    wire [1:0]   first_channel;
    wire         wide;
    wire [3:0]   line;
    wire [3:0]   place;
    wire         weight_valid;
    wire [31:0]  weight;
    wire         work;
    wire         first;
    wire         last;
    wire [5:0]   tap;
    wire [3:0]   column;
    wire         out_valid;
    wire         out_ready;
    wire [127:0] result;

    stream_bench #(.IN_W(93), .OUT_W(128), .ALWAYS_VALID(1), .ALWAYS_READY(1)) u_bench (
        .clk       (clk),
        .rst       (rst),
        .in_valid  (in_valid),
        .in_ready  (1'b1),
        .in_data   ({column, tap, last, first, work, weight, weight_valid, place, line, wide,
                     first_channel, kernel_rows, activation, activation_valid}),
        .out_valid (out_valid),
        .out_ready (out_ready),
        .out_data  (result)
    );

    row_stationary_array #(.ROWS(4), .COLUMNS(4)) u_dut (
        .clk                (clk),
        .rst_i              (rst),
        .taps_last_i        (3'd2),
        .activation_valid_i (in_valid && activation_valid),
        .activation_i       (activation),
        .kernel_rows_i      (kernel_rows),
        .first_channel_i    (first_channel),
        .wide_i             (wide),
        .line_i             (line),
        .place_i            (place),
        .weight_valid_i     (in_valid && weight_valid),
        .weight_i           (weight),
        .work_i             (in_valid && work),
        .first_i            (first),
        .last_i             (last),
        .tap_i              (tap),
        .column_i           (column),
        .begins_o           (),
        .slot_o             (),
        .held_o             (),
        .ends_o             (),
        .result_valid_o     (out_valid),
        .result_o           (result)
    );

endmodule

`default_nettype wire
