// row_arbiter.hpp: Two readers of the accumulator's one port.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/hdl.hpp"
#include "gen/prim/pipeline.hpp"

#include <string>

namespace weft {

/// The softmax engine goes first: it asks every few cycles and cannot wait long with the array
/// behind it. A row goes back to the one who asked.
struct RowArbiter : hdl::Module {
  template <class T> using In = hdl::In<T>;
  template <class T> using Out = hdl::Out<T>;

  hdl::Dim ROW_W = param("ROW_W", 12, "bits of a row's address");
  hdl::Dim READ_LATENCY = param("READ_LATENCY", 1, "cycles from a row's grant to its data");

  In<hdl::Bit> clk{this, "clk", "clock"};

  /// One of the two who ask.
  struct Reader {
    hdl::Module* at;
    std::string name;
    hdl::Dim addressBits;
    In<hdl::Bit> valid{at, name + "_valid_i", "asks for a row"};
    Out<hdl::Bit> ready{at, name + "_ready_o", "it is being read"};
    In<hdl::Unsigned> address{at, name + "_address_i", addressBits, "the row"};
    Out<hdl::Bit> dataValid{at, name + "_data_valid_o", "its row arrives"};
  };
  Reader softmax{this, "softmax", ROW_W};
  Reader store{this, "store", ROW_W};

  Out<hdl::Bit> valid{this, "rd_valid_o", "to the accumulator: a row is asked for"};
  In<hdl::Bit> ready{this, "rd_ready_i", "it is being read"};
  Out<hdl::Unsigned> address{this, "rd_address_o", ROW_W, "the row"};
  In<hdl::Bit> dataValid{this, "rd_data_valid_i", "a row arrives"};

  RowArbiter() : Module("row_arbiter", "two readers of the accumulator's one port") {
    valid <<= softmax.valid | store.valid;
    address <<= mux(softmax.valid, softmax.address, store.address);
    softmax.ready <<= ready;
    store.ready <<= ready & ~softmax.valid;
    const hdl::Bit ofSoftmax =
        delayed(*this, "of_softmax", clk, softmax.valid.extend(1), READ_LATENCY).bit(0);
    softmax.dataValid <<= dataValid & ofSoftmax;
    store.dataValid <<= dataValid & ~ofSoftmax;
  }
};

} // namespace weft
