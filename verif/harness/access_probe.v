// access_probe: Tells the harness how often a level of the memory hierarchy is read or written
// SPDX-License-Identifier: Apache-2.0
//
// Compiled beside an emitted design and bound into its modules; changes no signal. The probes watch
// the enables themselves, not what commands promise.

module access_probe #(
    parameter COUNT  = 0,  // which sum
    parameter WIDTH  = 1,  // enables
    parameter WEIGHT = 1   // what each stands for
) (
    input wire             clk,     // clock
    input wire [WIDTH-1:0] enables  // of this cycle
);

    import "DPI-C" function void weft_count_access(input int count, input int amount);

    always @(posedge clk) begin
        if (|enables) begin
            weft_count_access(COUNT, WEIGHT*$countones(enables));
        end
    end

endmodule

bind scratchpad access_probe #(.COUNT(3), .WIDTH(2)) u_activation_words (
    .clk     (clk),
    .enables ({u_activations.rd_en_i, u_activations.wr_en_i})
);
bind scratchpad access_probe #(.COUNT(4)) u_written_weight_words (
    .clk     (clk),
    .enables (weight_wr_en_i)
);
bind scratchpad access_probe #(
    .COUNT  (4),
    .WEIGHT ($bits(weight_rd_data_o) / $bits(weight_wr_data_i))
) u_read_weight_words (
    .clk     (clk),
    .enables (weight_rd_en_i)
);

bind accumulator access_probe #(.COUNT(5), .WIDTH(4)) u_sum_rows (
    .clk     (clk),
    .enables ({g_half[0].u_rows.rd_en_i, g_half[0].u_rows.wr_en_i,
               g_half[1].u_rows.rd_en_i, g_half[1].u_rows.wr_en_i})
);

bind top access_probe #(.COUNT(6)) u_read_beats (
    .clk     (aclk),
    .enables (m_axi_rvalid && m_axi_rready)
);
bind top access_probe #(.COUNT(7)) u_write_beats (
    .clk     (aclk),
    .enables (m_axi_wvalid && m_axi_wready)
);
bind top access_probe #(.COUNT(8), .WIDTH(BUS_BYTES)) u_written_bytes (
    .clk     (aclk),
    .enables (m_axi_wstrb & {BUS_BYTES{m_axi_wvalid && m_axi_wready}})
);
