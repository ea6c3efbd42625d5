// layernorm_tb: four lanes on the model's vectors; an item is half a table word or a row's word
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module layernorm_tb;

    wire         clk;
    wire         rst;
    wire         in_valid;
    wire         in_ready;
    wire         stream_ready;
    wire         is_table;
    wire [127:0] word;
    wire [12:0]  columns;
    wire         normalise;
    wire         relu;
    wire [25:0]  factor_a;
    wire [25:0]  factor_residual;
    wire [25:0]  factor8;
    wire [54:0]  epsilon;
    wire [2:0]   gamma_shift;
    wire         out_valid;
    wire         out_ready;
    wire         out_last;
    wire [95:0]  out_data;
    wire         busy;
    reg  [4:0]   half_q;

    assign in_ready = is_table || stream_ready;
    always @(posedge clk) begin
        if (rst) begin
            half_q <= 5'd0;
        end else if (in_valid && is_table) begin
            half_q <= half_q + 5'd1;
        end
    end

    stream_bench #(.IN_W(280), .OUT_W(97)) u_bench (
        .clk       (clk),
        .rst       (rst),
        .in_valid  (in_valid),
        .in_ready  (in_ready),
        .in_data   ({gamma_shift, epsilon, factor8, factor_residual, factor_a, relu, normalise,
                     columns, word, is_table}),
        .out_valid (out_valid),
        .out_ready (out_ready),
        .out_data  ({out_last, out_data})
    );

    layernorm #(.LANES(4), .MAX_COLUMNS(64)) u_dut (
        .clk               (clk),
        .rst_i             (rst),
        .columns_i         (columns),
        .normalise_i       (normalise),
        .relu_i            (relu),
        .factor_a_i        (factor_a),
        .factor_residual_i (factor_residual),
        .factor8_i         (factor8),
        .epsilon_i         (epsilon),
        .gamma_shift_i     (gamma_shift),
        .table_wr_en_i     (in_valid && is_table),
        .table_wr_addr_i   (half_q),
        .table_wr_data_i   (word[63:0]),
        .in_valid_i        (in_valid && !is_table),
        .in_ready_o        (stream_ready),
        .in_data_i         (word),
        .out_valid_o       (out_valid),
        .out_ready_i       (out_ready),
        .out_data_o        (out_data),
        .out_last_o        (out_last),
        .busy_o            (busy)
    );

endmodule

`default_nettype wire
