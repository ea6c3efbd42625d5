// output_pipeline_tb: four lanes on vectors of the model
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module output_pipeline_tb;

    wire         clk;
    wire         rst;
    wire         in_valid;
    wire         in_ready;
    wire [127:0] acc;
    wire [255:0] record;
    wire [1:0]   activation;
    wire [1:0]   in_type;
    wire [31:0]  second;
    wire [5:0]   in_tag;
    wire         out_valid;
    wire         out_ready;
    wire [127:0] values;
    wire [1:0]   out_type;
    wire [5:0]   out_tag;
    wire         moving;

    stream_bench #(.IN_W(426), .OUT_W(136)) u_bench (
        .clk       (clk),
        .rst       (rst),
        .in_valid  (in_valid),
        .in_ready  (in_ready),
        .in_data   ({in_tag, second, in_type, activation, record, acc}),
        .out_valid (out_valid),
        .out_ready (out_ready),
        .out_data  ({out_tag, out_type, values})
    );

    output_pipeline #(.LANES(4), .TAG_W(6)) u_dut (
        .clk          (clk),
        .rst_i        (rst),
        .acc_valid_i  (in_valid),
        .acc_ready_o  (in_ready),
        .acc_data_i   (acc),
        .record_i     (record),
        .activation_i (activation),
        .type_i       (in_type),
        .second_i     (second),
        .tag_i        (in_tag),
        .out_valid_o  (out_valid),
        .out_ready_i  (out_ready),
        .out_data_o   (values),
        .out_type_o   (out_type),
        .out_tag_o    (out_tag),
        .moving_o     (moving)
    );

endmodule

`default_nettype wire
