// stream_bench: clock, reset, items from a file into a stream, items out of a stream against a file
// SPDX-License-Identifier: Apache-2.0
`default_nettype none

// The files are named by +inputs=FILE and +outputs=FILE; a line is one item in hexadecimal. Prints
// "PASS: N items" when every item of both files has passed and none is left over.
module stream_bench #(
    parameter IN_W         = 1,    // bits of an input item
    parameter OUT_W        = 1,    // bits of an output item
    parameter ALWAYS_VALID = 0,    // 1: items follow without a pause
    parameter ALWAYS_READY = 0,    // 1: the block cannot wait
    parameter LIMIT        = 2000  // cycles without an output that end the run
) (
    output reg              clk,
    output reg              rst,
    output reg              in_valid,
    input  wire             in_ready,
    output reg  [IN_W-1:0]  in_data,
    input  wire             out_valid,
    output reg              out_ready,
    input  wire [OUT_W-1:0] out_data
);

    reg [8*512-1:0] inputs_name;
    reg [8*512-1:0] outputs_name;
    reg [OUT_W-1:0] expected;
    integer         inputs;
    integer         outputs;
    integer         seed;
    integer         matched;
    integer         quiet;
    reg             has_expected;
    reg             taken;

    initial begin
        clk = 0;
        rst = 1;
        in_valid = 0;
        in_data = {IN_W{1'b0}};
        out_ready = 0;
        seed = 1;
        matched = 0;
        quiet = 0;
        taken = 0;
        if (!$value$plusargs("inputs=%s", inputs_name) ||
            !$value$plusargs("outputs=%s", outputs_name)) begin
            $display("FAIL: +inputs=FILE and +outputs=FILE are needed");
            $finish;
        end
        inputs = $fopen(inputs_name, "r");
        outputs = $fopen(outputs_name, "r");
        has_expected = $fscanf(outputs, "%h\n", expected) == 1;
        // A cell without reset is clean once its pipeline has run empty.
        repeat (100) @(negedge clk);
        rst = 0;
    end

    always #5 clk = !clk;

    // Inputs change in the low half of the clock, so that no order of events matters at the edge.
    always @(negedge clk) begin
        if (!rst) begin
            if (!in_valid || taken) begin
                in_valid = ALWAYS_VALID || ($random(seed) & 3) != 0;
                if (in_valid) begin
                    in_valid = $fscanf(inputs, "%h\n", in_data) == 1;
                end
            end
            out_ready = ALWAYS_READY || ($random(seed) & 3) != 0;
        end
    end

    always @(posedge clk) begin
        taken <= in_valid && in_ready;
        quiet <= quiet + 1;
        if (!rst && out_valid !== 1'b0 && out_valid !== 1'b1) begin
            $display("FAIL: valid is unknown after %0d items", matched);
            $finish;
        end
        if (!rst && out_valid && out_ready) begin
            if (!has_expected || out_data !== expected) begin
                $display("FAIL: item %0d: expected %h, got %h", matched, expected, out_data);
                $finish;
            end
            matched = matched + 1;
            has_expected = $fscanf(outputs, "%h\n", expected) == 1;
            quiet <= 0;
        end
        if (quiet == LIMIT) begin
            if (has_expected || in_valid || matched == 0) begin
                $display("FAIL: nothing comes after %0d items", matched);
            end else begin
                $display("PASS: %0d items", matched);
            end
            $finish;
        end
    end

endmodule

`default_nettype wire
