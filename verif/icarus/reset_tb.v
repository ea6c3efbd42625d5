// reset_tb: Pins are quiet in every cycle of a reset, however short, and never unknown after the first
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

// Everything of the design is unknown at first, and so are all inputs but the handshakes. A register
// read whose answer nobody takes keeps RVALID high, resets of 1 to 5 clocks cut it off.
module reset_tb;

    reg        clk;
    reg        reset_n;
    reg        arvalid;
    reg        was_reset;
    integer    clocks;
    wire [5:0] offered;  // VALID outputs and the interrupt
    wire [4:0] taken;    // READY outputs

    top u_top (
        .aclk           (clk),
        .aresetn        (reset_n),
        .irq            (offered[5]),
        .s_axil_awaddr  (12'bx),
        .s_axil_awprot  (3'bx),
        .s_axil_awvalid (1'b0),
        .s_axil_awready (taken[0]),
        .s_axil_wdata   (32'bx),
        .s_axil_wstrb   (4'bx),
        .s_axil_wvalid  (1'b0),
        .s_axil_wready  (taken[1]),
        .s_axil_bresp   (),
        .s_axil_bvalid  (offered[0]),
        .s_axil_bready  (1'b0),
        .s_axil_araddr  (12'b0),
        .s_axil_arprot  (3'bx),
        .s_axil_arvalid (arvalid),
        .s_axil_arready (taken[2]),
        .s_axil_rdata   (),
        .s_axil_rresp   (),
        .s_axil_rvalid  (offered[1]),
        .s_axil_rready  (1'b0),
        .m_axi_arvalid  (offered[2]),
        .m_axi_arready  (1'b0),
        .m_axi_rvalid   (1'b0),
        .m_axi_rready   (taken[3]),
        .m_axi_awvalid  (offered[3]),
        .m_axi_awready  (1'b0),
        .m_axi_wvalid   (offered[4]),
        .m_axi_wready   (1'b0),
        .m_axi_bvalid   (1'b0),
        .m_axi_bready   (taken[4])
    );

    initial begin
        clk = 0;
        reset_n = 0;
        arvalid = 0;
        was_reset = 0;
        repeat (3) @(negedge clk);
        for (clocks = 1; clocks <= 5; clocks = clocks + 1) begin
            reset_n = 1;
            arvalid = 1;
            repeat (40) @(negedge clk);
            if (offered[1] !== 1'b1) begin
                $display("FAIL: no answer to a register read after a reset of %0d clocks", clocks - 1);
                $finish;
            end
            arvalid = 0;
            reset_n = 0;
            repeat (clocks) @(negedge clk);
        end
        $display("PASS: 5 items");
        $finish;
    end

    always #5 clk = !clk;

    always @(posedge clk) begin
        was_reset <= 1;
        if (!reset_n && offered !== 6'b0) begin
            $display("FAIL: a pin offers %b in reset", offered);
            $finish;
        end
        if (was_reset && (^{offered, taken}) === 1'bx) begin
            $display("FAIL: a handshake is unknown: %b %b", offered, taken);
            $finish;
        end
    end

endmodule

`default_nettype wire
