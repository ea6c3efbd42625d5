// identifier.cpp: Which names may appear in Verilog
// SPDX-License-Identifier: Apache-2.0
#include "gen/hdl/identifier.hpp"

#include "gen/hdl/expression.hpp"

#include <cctype>
#include <iterator>
#include <sstream>
#include <unordered_set>

namespace weft::hdl {

namespace {

/// IEEE 1364-2005, and IEEE 1800-2017: tools may read a .v file in either mode.
constexpr const char* kKeywords =
    "always and assign automatic begin buf bufif0 bufif1 case casex casez cell cmos "
    "config deassign default defparam design disable edge else end endcase endconfig "
    "endfunction endgenerate endmodule endprimitive endspecify endtable endtask event for "
    "force forever fork function generate genvar highz0 highz1 if ifnone incdir include "
    "initial inout input instance integer join large liblist library localparam "
    "macromodule medium module nand negedge nmos nor noshowcancelled not notif0 notif1 or "
    "output parameter pmos posedge primitive pull0 pull1 pulldown pullup "
    "pulsestyle_onevent pulsestyle_ondetect rcmos real realtime reg release repeat rnmos "
    "rpmos rtran rtranif0 rtranif1 scalared showcancelled signed small specify specparam "
    "strong0 strong1 supply0 supply1 table task time tran tranif0 tranif1 tri tri0 tri1 "
    "triand trior trireg unsigned use uwire vectored wait wand weak0 weak1 while wire wor "
    "xnor xor alias always_comb always_ff always_latch assert assume before bind bins bit "
    "break byte chandle checker class clocking const constraint context continue cover "
    "cross dist do endchecker endclass endclocking endgroup endinterface endpackage "
    "endprogram endproperty endsequence enum eventually expect export extends extern "
    "final first_match foreach forkjoin global iff ignore_bins illegal_bins implements "
    "implies import inside int interconnect interface intersect let local logic longint "
    "matches modport nettype new nexttime null package packed priority program property "
    "protected pure rand randc randcase randsequence ref reject_on restrict return "
    "sequence shortint shortreal soft solve static string strong struct super tagged this "
    "throughout timeprecision timeunit type typedef union unique unique0 until untyped "
    "var virtual void weak wildcard with within "
    "accept_on binsof covergroup coverpoint s_always s_eventually s_nexttime s_until "
    "s_until_with sync_accept_on sync_reject_on until_with wait_order";

const std::unordered_set<std::string>& keywords() {
  static const std::unordered_set<std::string> words = [] {
    std::istringstream list(kKeywords);
    return std::unordered_set<std::string>(std::istream_iterator<std::string>(list), {});
  }();
  return words;
}

bool isPlain(const std::string& name) {
  if (name.empty() || !std::isalpha(static_cast<unsigned char>(name[0])))
    return false;
  for (const char c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_')
      return false;
  return true;
}

} // namespace

bool isKeyword(const std::string& name) { return keywords().contains(name); }

void wantIdentifier(const std::string& name, const Module* module, const Where& where) {
  if (!isPlain(name))
    fail(module, "'" + name + "' is not a Verilog name (letters, digits and _, a letter first)",
         where);
  if (isKeyword(name))
    fail(module, "'" + name + "' is a Verilog keyword", where);
}

} // namespace weft::hdl
