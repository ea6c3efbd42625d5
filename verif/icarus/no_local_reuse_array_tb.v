// no_local_reuse_array_tb: the 4x4 array on vectors of its model; an item enters in each cycle
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module no_local_reuse_array_tb;

    wire         clk;
    wire         rst;
    wire         in_valid;
    wire         out_valid;
    wire         out_ready;
    wire [31:0]  activation;
    wire [127:0] weight;
    wire [127:0] result;

    stream_bench #(.IN_W(160), .OUT_W(128), .ALWAYS_READY(1)) u_bench (
        .clk       (clk),
        .rst       (rst),
        .in_valid  (in_valid),
        .in_ready  (1'b1),
        .in_data   ({weight, activation}),
        .out_valid (out_valid),
        .out_ready (out_ready),
        .out_data  (result)
    );

    no_local_reuse_array #(.ROWS(4), .COLUMNS(4)) u_dut (
        .clk            (clk),
        .rst_i          (rst),
        .valid_i        (in_valid),
        .activation_i   (activation),
        .weight_i       (weight),
        .result_valid_o (out_valid),
        .result_o       (result)
    );

endmodule

`default_nettype wire
