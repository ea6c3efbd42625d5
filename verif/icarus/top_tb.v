// top_tb: the whole tiny4 accelerator between a register master and a memory, in four states
// SPDX-License-Identifier: Apache-2.0
//
// +setup=FILE says which registers to write, the last one starts; +memory=FILE is what lies in
// memory before and +expected=FILE after the run. No RAM of the accelerator holds anything at first,
// and what the memory offers is unknown while it is not valid: any unknown bit that leaves the
// accelerator after reset is an error.
`default_nettype none

module top_tb;

    localparam BUS_BYTES   = 8;
    localparam ADDR_W      = 40;
    localparam ID_W        = 4;
    localparam BUS_W       = 8 * BUS_BYTES;
    localparam WORDS       = 16384;
    localparam PATIENCE    = 200000;
    localparam IRQ_PENDING = 12'h020;
    localparam IRQ_DONE    = 32'd1;

    reg                  clk;
    reg                  reset_n;
    wire                 irq;
    reg  [11:0]          awaddr;
    reg                  awvalid;
    wire                 awready;
    reg  [31:0]          wdata;
    reg                  wvalid;
    wire                 wready;
    wire [1:0]           bresp;
    wire                 bvalid;
    reg                  bready;
    reg  [11:0]          araddr;
    reg                  arvalid;
    wire                 arready;
    wire [31:0]          rdata;
    wire [1:0]           rresp;
    wire                 rvalid;
    reg                  rready;
    wire [ID_W-1:0]      m_arid;
    wire [ADDR_W-1:0]    m_araddr;
    wire [7:0]           m_arlen;
    wire [2:0]           m_arsize;
    wire [1:0]           m_arburst;
    wire [3:0]           m_arcache;
    wire [2:0]           m_arprot;
    wire                 m_arvalid;
    wire                 m_arready;
    wire                 m_rready;
    wire [ID_W-1:0]      m_awid;
    wire [ADDR_W-1:0]    m_awaddr;
    wire [7:0]           m_awlen;
    wire [2:0]           m_awsize;
    wire [1:0]           m_awburst;
    wire [3:0]           m_awcache;
    wire [2:0]           m_awprot;
    wire                 m_awvalid;
    wire [BUS_W-1:0]     m_wdata;
    wire [BUS_BYTES-1:0] m_wstrb;
    wire                 m_wlast;
    wire                 m_wvalid;
    wire                 m_bready;

    reg  [BUS_W-1:0]     memory [0:WORDS-1];
    reg  [BUS_W-1:0]     expected [0:WORDS-1];
    reg                  reading;                    // a read burst is answered
    reg  [ADDR_W-1:0]    read_word;
    reg  [7:0]           read_left;                  // beats after this one
    reg  [ID_W-1:0]      read_id;
    reg                  writing;                    // a write burst arrives
    reg                  answering;                  // its response waits
    reg  [ADDR_W-1:0]    write_word;
    reg  [ID_W-1:0]      write_id;
    reg  [31:0]          offset;
    reg  [31:0]          value;
    reg  [8*256-1:0]     setup_name;
    reg  [8*256-1:0]     memory_name;
    reg  [8*256-1:0]     expected_name;
    integer              setup;
    integer              cycles;
    integer              checked;
    integer              i;
    integer              b;

    always #5 clk = !clk;

    task fail(input [8*64-1:0] what);
        begin
            $display("FAIL: %0s in cycle %0d", what, cycles);
            $finish;
        end
    endtask

    // Registers are accessed one after the other; both channels of a write go together.
    task write_register(input [11:0] address, input [31:0] data);
        begin
            awaddr  <= address;
            wdata   <= data;
            awvalid <= 1'b1;
            wvalid  <= 1'b1;
            bready  <= 1'b1;
            @(posedge clk);
            while (awvalid || wvalid || !bvalid) begin
                if (awready) begin
                    awvalid <= 1'b0;
                end
                if (wready) begin
                    wvalid <= 1'b0;
                end
                @(posedge clk);
            end
            bready <= 1'b0;
            @(posedge clk);
        end
    endtask

    task read_register(input [11:0] address);
        begin
            araddr  <= address;
            arvalid <= 1'b1;
            rready  <= 1'b1;
            @(posedge clk);
            while (arvalid || !rvalid) begin
                if (arready) begin
                    arvalid <= 1'b0;
                end
                @(posedge clk);
            end
            value  = rdata;
            rready <= 1'b0;
            @(posedge clk);
        end
    endtask

    task compare;
        begin
            checked = 0;
            for (i = 0; i < WORDS; i = i + 1) begin
                for (b = 0; b < BUS_BYTES; b = b + 1) begin
                    if (^expected[i][8*b +: 8] !== 1'bx) begin
                        checked = checked + 1;
                        if (memory[i][8*b +: 8] !== expected[i][8*b +: 8]) begin
                            $display("FAIL: byte %0d of memory is %h, not %h", BUS_BYTES * i + b,
                                     memory[i][8*b +: 8], expected[i][8*b +: 8]);
                            $finish;
                        end
                    end
                end
            end
        end
    endtask

    initial begin
        clk     = 1'b0;
        reset_n = 1'b0;
        awvalid = 1'b0;
        wvalid  = 1'b0;
        bready  = 1'b0;
        arvalid = 1'b0;
        rready  = 1'b0;
        cycles  = 0;
        if (!$value$plusargs("setup=%s", setup_name) ||
            !$value$plusargs("memory=%s", memory_name) ||
            !$value$plusargs("expected=%s", expected_name)) begin
            $display("FAIL: +setup=FILE, +memory=FILE and +expected=FILE are needed");
            $finish;
        end
        setup = $fopen(setup_name, "r");
        $readmemh(memory_name, memory);
        $readmemh(expected_name, expected);
        repeat (16) @(posedge clk);
        reset_n <= 1'b1;
        @(posedge clk);
        while ($fscanf(setup, "%h %h\n", offset, value) == 2) begin
            write_register(offset[11:0], value);
        end
        while (!irq && cycles < PATIENCE) begin
            @(posedge clk);
        end
        read_register(IRQ_PENDING);
        if (value !== IRQ_DONE) begin
            fail("the run does not end, or with an error");
        end
        compare;
        $display("PASS: %0d bytes, %0d cycles", checked, cycles);
        $finish;
    end

    // What leaves the accelerator: handshakes in every cycle, everything else while it is valid.
    always @(posedge clk) begin
        cycles <= cycles + 1;
        if (reset_n) begin
            if (^{irq, awready, wready, bvalid, arready, rvalid, m_arvalid, m_rready, m_awvalid,
                  m_wvalid, m_bready} === 1'bx) begin
                fail("a handshake is unknown");
            end
            if ((bvalid && ^bresp === 1'bx) || (rvalid && ^{rdata, rresp} === 1'bx)) begin
                fail("a register answers with unknown bits");
            end
            if (m_arvalid && ^{m_arid, m_araddr, m_arlen, m_arsize, m_arburst, m_arcache,
                               m_arprot} === 1'bx) begin
                fail("a read address is unknown");
            end
            if (m_awvalid && ^{m_awid, m_awaddr, m_awlen, m_awsize, m_awburst, m_awcache,
                               m_awprot} === 1'bx) begin
                fail("a write address is unknown");
            end
            if (m_wvalid && ^{m_wdata, m_wstrb, m_wlast} === 1'bx) begin
                fail("written data is unknown");
            end
        end
    end

    // The memory serves one read burst and one write burst at a time.
    assign m_arready = !reading;

    always @(posedge clk) begin
        if (!reset_n) begin
            reading   <= 1'b0;
            writing   <= 1'b0;
            answering <= 1'b0;
        end else begin
            if (m_arvalid && !reading) begin
                reading   <= 1'b1;
                read_word <= m_araddr / BUS_BYTES;
                read_left <= m_arlen;
                read_id   <= m_arid;
            end
            if (reading && m_rready) begin
                reading   <= read_left != 8'd0;
                read_word <= read_word + 1;
                read_left <= read_left - 8'd1;
            end
            if (m_awvalid && !writing && !answering) begin
                writing    <= 1'b1;
                write_word <= m_awaddr / BUS_BYTES;
                write_id   <= m_awid;
            end
            if (writing && m_wvalid) begin
                for (b = 0; b < BUS_BYTES; b = b + 1) begin
                    if (m_wstrb[b]) begin
                        memory[write_word][8*b +: 8] <= m_wdata[8*b +: 8];
                    end
                end
                write_word <= write_word + 1;
                writing    <= !m_wlast;
                answering  <= m_wlast;
            end
            if (answering && m_bready) begin
                answering <= 1'b0;
            end
        end
    end

    top u_top (
        .aclk           (clk),
        .aresetn        (reset_n),
        .irq            (irq),
        .s_axil_awaddr  (awaddr),
        .s_axil_awprot  (3'd0),
        .s_axil_awvalid (awvalid),
        .s_axil_awready (awready),
        .s_axil_wdata   (wdata),
        .s_axil_wstrb   (4'hf),
        .s_axil_wvalid  (wvalid),
        .s_axil_wready  (wready),
        .s_axil_bresp   (bresp),
        .s_axil_bvalid  (bvalid),
        .s_axil_bready  (bready),
        .s_axil_araddr  (araddr),
        .s_axil_arprot  (3'd0),
        .s_axil_arvalid (arvalid),
        .s_axil_arready (arready),
        .s_axil_rdata   (rdata),
        .s_axil_rresp   (rresp),
        .s_axil_rvalid  (rvalid),
        .s_axil_rready  (rready),
        .m_axi_arid     (m_arid),
        .m_axi_araddr   (m_araddr),
        .m_axi_arlen    (m_arlen),
        .m_axi_arsize   (m_arsize),
        .m_axi_arburst  (m_arburst),
        .m_axi_arcache  (m_arcache),
        .m_axi_arprot   (m_arprot),
        .m_axi_arvalid  (m_arvalid),
        .m_axi_arready  (m_arready),
        .m_axi_rid      (reading ? read_id : {ID_W{1'bx}}),
        .m_axi_rdata    (reading ? memory[read_word] : {BUS_W{1'bx}}),
        .m_axi_rresp    (reading ? 2'd0 : 2'bxx),
        .m_axi_rlast    (reading ? read_left == 8'd0 : 1'bx),
        .m_axi_rvalid   (reading),
        .m_axi_rready   (m_rready),
        .m_axi_awid     (m_awid),
        .m_axi_awaddr   (m_awaddr),
        .m_axi_awlen    (m_awlen),
        .m_axi_awsize   (m_awsize),
        .m_axi_awburst  (m_awburst),
        .m_axi_awcache  (m_awcache),
        .m_axi_awprot   (m_awprot),
        .m_axi_awvalid  (m_awvalid),
        .m_axi_awready  (!writing && !answering),
        .m_axi_wdata    (m_wdata),
        .m_axi_wstrb    (m_wstrb),
        .m_axi_wlast    (m_wlast),
        .m_axi_wvalid   (m_wvalid),
        .m_axi_wready   (writing),
        .m_axi_bid      (answering ? write_id : {ID_W{1'bx}}),
        .m_axi_bresp    (answering ? 2'd0 : 2'bxx),
        .m_axi_bvalid   (answering),
        .m_axi_bready   (m_bready)
    );

endmodule
