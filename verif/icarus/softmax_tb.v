// softmax_tb: four lanes on vectors of the model; an output item is a chunk and its row's new state
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module softmax_tb;

    wire         clk;
    wire         rst;
    wire         in_valid;
    wire         in_ready;
    wire [16:0]  multiplier;
    wire [5:0]   shift;
    wire [511:0] score;
    reg  [511:0] score_q;
    reg  [511:0] score_q2;
    wire [4:0]   visible;
    wire         first;
    wire [3:0]   row;
    wire [1:0]   tag;
    wire         p_valid;
    wire [127:0] p;
    wire [15:0]  exponent;
    wire         align_row;
    wire [5:0]   align_shift;
    wire [3:0]   p_row;
    wire [1:0]   p_tag;
    wire         state_valid;
    wire [15:0]  state_exponent;
    wire [31:0]  state_sum;
    wire [3:0]   state_row;
    wire [1:0]   state_tag;
    wire         out_ready;
    wire [161:0] chunk;
    reg  [161:0] chunk_q;
    reg  [161:0] chunk_q2;

    // Scores follow their chunk READ_LATENCY cycles later, the state of a row its chunk two.
    assign chunk = {p_tag, p_row, align_row ? 6'd0 : align_shift, align_row ? align_shift : 6'd0,
                    exponent, p};
    always @(posedge clk) begin
        chunk_q  <= chunk;
        chunk_q2 <= chunk_q;
        score_q  <= score;
        score_q2 <= score_q;
    end

    stream_bench #(.IN_W(547), .OUT_W(216), .ALWAYS_READY(1)) u_bench (
        .clk       (clk),
        .rst       (rst),
        .in_valid  (in_valid),
        .in_ready  (in_ready),
        .in_data   ({tag, row, first, visible, score, shift, multiplier}),
        .out_valid (state_valid),
        .out_ready (out_ready),
        .out_data  ({state_tag, state_row, state_sum, state_exponent, chunk_q2})
    );

    softmax #(.CHUNK(16), .LANES(4), .ROWS(16), .TAG_W(2), .READ_LATENCY(2)) u_dut (
        .clk              (clk),
        .rst_i            (rst),
        .multiplier_i     (multiplier),
        .shift_i          (shift),
        .chunk_valid_i    (in_valid),
        .chunk_ready_o    (in_ready),
        .chunk_score_i    (score_q2),
        .chunk_visible_i  (visible),
        .chunk_first_i    (first),
        .chunk_row_i      (row),
        .chunk_tag_i      (tag),
        .p_valid_o        (p_valid),
        .p_o              (p),
        .p_exponent_o     (exponent),
        .p_align_row_o    (align_row),
        .p_align_shift_o  (align_shift),
        .p_row_o          (p_row),
        .p_tag_o          (p_tag),
        .state_valid_o    (state_valid),
        .state_exponent_o (state_exponent),
        .state_sum_o      (state_sum),
        .state_row_o      (state_row),
        .state_tag_o      (state_tag)
    );

endmodule

`default_nettype wire
