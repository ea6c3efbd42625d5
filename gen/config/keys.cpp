// keys.cpp: The one table of configuration keys: path, range, default, meaning.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/keys.hpp"

#include "gen/config/derived.hpp"
#include "gen/num/attention_formats.hpp"

namespace weft {
namespace {

using IntegerMember = int& (*)(Config&);
using WordMember = std::string& (*)(Config&);

Key integerKey(std::string path, Domain domain, std::optional<int> fallback, std::string meaning,
               IntegerMember member) {
  std::optional<Value> value;
  if (fallback)
    value = *fallback;
  const bool hashed = !path.starts_with("memory.");
  return {std::move(path),
          std::move(domain),
          value,
          std::move(meaning),
          hashed,
          [member](Config& config) { return &member(config); },
          {}};
}

Key wordKey(std::string path, Domain domain, std::optional<std::string> fallback,
            std::string meaning, WordMember member) {
  std::optional<Value> value;
  if (fallback)
    value = *fallback;
  const bool hashed = path != "name" && path != "prefix";
  return {std::move(path),
          std::move(domain),
          value,
          std::move(meaning),
          hashed,
          {},
          [member](Config& config) { return &member(config); }};
}

/// More than any element takes.
constexpr int kMostHostCycles = 1000000;

IntegerChoice powersOfTwo(int low, int high) {
  IntegerChoice powers;
  for (int power = low; power <= high; power *= 2)
    powers.push_back(power);
  return powers;
}

std::vector<Key> nameKeys() {
  return {
      wordKey("name", NameRule{true, false}, std::nullopt, "Name of the machine, shown in reports.",
              [](Config& c) -> std::string& { return c.name; }),
      wordKey("prefix", NameRule{false, true}, "",
              "Text put before the name of every emitted module.",
              [](Config& c) -> std::string& { return c.prefix; }),
  };
}

std::vector<Key> arrayKeys() {
  return {
      integerKey("array.rows", powersOfTwo(4, 64), std::nullopt,
                 "Rows of the systolic array: products summed per cycle and column.",
                 [](Config& c) -> int& { return c.array.rows; }),
      integerKey("array.columns", powersOfTwo(4, 64), std::nullopt,
                 "Columns of the systolic array: results per cycle.",
                 [](Config& c) -> int& { return c.array.columns; }),
      wordKey(
          "array.dataflow", WordChoice{"ws", "os", "nlr", "rs"}, "ws",
          "What stays in the cells: the weights of a tile, its sums, nothing, or rows of filters.",
          [](Config& c) -> std::string& { return c.array.dataflow; }),
      integerKey("scratchpad.kib", powersOfTwo(4, 4096), std::nullopt,
                 "Operand memory of the array in KiB, half activations, half weights.",
                 [](Config& c) -> int& { return c.scratchpad.kib; }),
      integerKey("accumulator.kib", powersOfTwo(4, 4096), std::nullopt,
                 "Result memory of the array in KiB of int32, two halves.",
                 [](Config& c) -> int& { return c.accumulator.kib; }),
  };
}

std::vector<Key> attentionKeys() {
  return {
      wordKey("attention.engine", WordChoice{"dedicated", "shared", "none"}, "dedicated",
              "Attention on an engine of its own, on the array with a softmax beside it, or on the "
              "array with softmax, GELU and LayerNorm on the host.",
              [](Config& c) -> std::string& { return c.attention.engine; }),
      integerKey("attention.multipliers", powersOfTwo(16, 1024), std::nullopt,
                 "Multipliers of the QK unit, and as many again in the SV unit.",
                 [](Config& c) -> int& { return c.attention.multipliers; }),
      integerKey("attention.exponent_lanes", powersOfTwo(1, 64), std::nullopt,
                 "Exponentials per cycle; more than a chunk count as a chunk.",
                 [](Config& c) -> int& { return c.attention.exponentLanes; }),
      integerKey("attention.chunk", powersOfTwo(num::kFewestChunkKeys, num::kMostChunkKeys),
                 num::kChunkKeys,
                 "Keys that share one exponent in the online softmax; results depend on it.",
                 [](Config& c) -> int& { return c.attention.chunk; }),
      integerKey("attention.query_block",
                 powersOfTwo(num::kFewestBlockQueries, num::kMostBlockQueries), 64,
                 "Queries that share one pass over the keys and values.",
                 [](Config& c) -> int& { return c.attention.queryBlock; }),
      integerKey("attention.max_keys", powersOfTwo(num::kFewestHeldKeys, num::kMostKeys),
                 num::kFewestHeldKeys,
                 "Longest row of keys; more keys need a wider output accumulator.",
                 [](Config& c) -> int& { return c.attention.maxKeys; }),
      integerKey("post.lanes", powersOfTwo(4, 64), std::nullopt,
                 "Values per cycle of residual addition and layer normalisation.",
                 [](Config& c) -> int& { return c.post.lanes; }),
  };
}

std::vector<Key> busKeys() {
  return {
      integerKey("bus.bytes", powersOfTwo(8, 64), std::nullopt,
                 "Width of the AXI4 data channels in bytes.",
                 [](Config& c) -> int& { return c.bus.bytes; }),
      integerKey("bus.burst_beats", powersOfTwo(4, 64), 16, "Longest AXI4 burst in beats.",
                 [](Config& c) -> int& { return c.bus.burstBeats; }),
      integerKey("bus.address_bits", IntegerRange{32, 64}, 40, "Width of the AXI4 addresses.",
                 [](Config& c) -> int& { return c.bus.addressBits; }),
      integerKey("bus.id_bits", IntegerRange{3, 16}, 4, "Width of the AXI4 identifiers.",
                 [](Config& c) -> int& { return c.bus.idBits; }),
      integerKey("bus.reads_in_flight", powersOfTwo(2, 64), 32,
                 "Read bursts that each read client may have outstanding.",
                 [](Config& c) -> int& { return c.bus.readsInFlight; }),
      integerKey("memory.latency", IntegerRange{1, 10000}, 60,
                 "Simulated memory: cycles from a read request to its first beat.",
                 [](Config& c) -> int& { return c.memory.latency; }),
      integerKey("memory.bytes", IntegerRange{1, 64}, std::nullopt,
                 "Simulated memory: bytes per cycle, reads and writes together.",
                 [](Config& c) -> int& { return c.memory.bytes; }),
  };
}

std::vector<Key> technologyKeys() {
  return {
      integerKey("ram.read_latency", IntegerChoice{1, 2}, 1,
                 "Cycles from a RAM's read enable to its data.",
                 [](Config& c) -> int& { return c.ram.readLatency; }),
      wordKey("numerics.nonlinear", WordChoice{"accurate", "ibert"}, "accurate",
              "GELU by this project's own tables, or by the polynomials of I-BERT.",
              [](Config& c) -> std::string& { return c.numerics.nonlinear; }),
  };
}

/// `what` is computed by the host for every element of a tensor.
Key hostKey(const std::string& name, const std::string& what, IntegerMember member) {
  return integerKey("host." + name, IntegerRange{1, kMostHostCycles}, std::nullopt,
                    "Cycles of the host per element of " + what + "; with attention.engine none.",
                    member);
}

std::vector<Key> hostKeys() {
  std::vector<Key> keys = {
      hostKey("dequantise", "an integer made a float32",
              [](Config& c) -> int& { return c.host.dequantise; }),
      hostKey("quantise", "a float32 made an integer",
              [](Config& c) -> int& { return c.host.quantise; }),
      hostKey("gelu", "GELU", [](Config& c) -> int& { return c.host.gelu; }),
      hostKey("softmax", "a softmax", [](Config& c) -> int& { return c.host.softmax; }),
      hostKey("norm", "a layer normalisation", [](Config& c) -> int& { return c.host.norm; }),
      wordKey("host.source", TextRule{200}, std::nullopt,
              "Which processor that is and how its cycles were found; with attention.engine none.",
              [](Config& c) -> std::string& { return c.host.source; })};
  for (Key& key : keys)
    key.isPresent = [](const Config& config) { return !hasNonlinear(config); };
  return keys;
}

std::vector<Key> allKeys() {
  std::vector<Key> keys;
  for (auto part :
       {nameKeys(), arrayKeys(), attentionKeys(), busKeys(), technologyKeys(), hostKeys()})
    keys.insert(keys.end(), part.begin(), part.end());
  return keys;
}

} // namespace

const std::vector<Key>& configKeys() {
  static const std::vector<Key> keys = allKeys();
  return keys;
}

bool isPresent(const Key& key, const Config& config) {
  return !key.isPresent || key.isPresent(config);
}

const Key* findKey(const std::string& path) {
  for (const Key& key : configKeys())
    if (key.path == path)
      return &key;
  return nullptr;
}

Value valueOf(const Key& key, const Config& config) {
  auto& mutableConfig = const_cast<Config&>(config); // members are found through one accessor
  if (key.integer)
    return *key.integer(mutableConfig);
  return *key.word(mutableConfig);
}

} // namespace weft
