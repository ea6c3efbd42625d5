// ram_1r1w_tb: 24 words of 13 bits, read after two cycles; an item is what happens in one cycle
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module ram_1r1w_tb;

    wire        clk;
    wire        rst;
    wire        in_valid;
    wire        out_ready;
    wire        wr_en;
    wire [4:0]  wr_addr;
    wire [12:0] wr_data;
    wire        rd_en;
    wire [4:0]  rd_addr;
    wire [12:0] rd_data;
    reg  [1:0]  reading_q;

    always @(posedge clk) begin
        reading_q <= rst ? 2'd0 : {reading_q[0], in_valid && rd_en};
    end

    stream_bench #(.IN_W(25), .OUT_W(13), .ALWAYS_READY(1)) u_bench (
        .clk       (clk),
        .rst       (rst),
        .in_valid  (in_valid),
        .in_ready  (1'b1),
        .in_data   ({rd_addr, rd_en, wr_data, wr_addr, wr_en}),
        .out_valid (reading_q[1]),
        .out_ready (out_ready),
        .out_data  (rd_data)
    );

    ram_1r1w #(.WIDTH(13), .DEPTH(24), .READ_LATENCY(2)) u_dut (
        .clk       (clk),
        .wr_en_i   (in_valid && wr_en),
        .wr_addr_i (wr_addr),
        .wr_data_i (wr_data),
        .rd_en_i   (in_valid && rd_en),
        .rd_addr_i (rd_addr),
        .rd_data_o (rd_data)
    );

endmodule

`default_nettype wire
