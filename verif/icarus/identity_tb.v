// identity_tb: what `top` says of itself, as configured (tiny4) and with a wider bus
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

module identity_tb;

    wire [31:0] as_configured;    // CAPABILITY
    wire [31:0] wider;
    wire [63:0] hash;
    wire [63:0] other_hash;

    assign as_configured = u_as_configured.capability;
    assign wider = u_wider.capability;
    assign hash = u_as_configured.config_hash;
    assign other_hash = u_wider.config_hash;

    initial begin
        #1;
        if (as_configured[11:0] !== {4'd3, 4'd2, 4'd2} || hash === 64'd0 || ^hash === 1'bx) begin
            $display("FAIL: capability %h, hash %h as configured", as_configured, hash);
        end else if (wider !== {as_configured[31:12], 4'd4, as_configured[7:0]} ||
                     other_hash !== 64'd0) begin
            $display("FAIL: capability %h, hash %h with 16 bytes", wider, other_hash);
        end else begin
            $display("PASS: 2 items");
        end
        $finish;
    end

    top u_as_configured (.aclk(1'b0));

    top #(.BUS_BYTES(16)) u_wider (.aclk(1'b0));

endmodule
