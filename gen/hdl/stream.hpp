// stream.hpp: Valid, ready, data and last as one object
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/hdl/instance.hpp"

namespace weft::hdl {

/// A transfer happens in a cycle with valid and ready. Valid never waits for ready.
template <class Word> class Stream {
public:
  Bit valid, ready;
  Word data;
  std::optional<Bit> last;

  Stream(Bit valid_, Bit ready_, Word data_, std::optional<Bit> last_)
      : valid(std::move(valid_)), ready(std::move(ready_)), data(std::move(data_)),
        last(std::move(last_)) {}
  /// True in the cycle of a transfer.
  Bit fire() const { return valid & ready; }
  /// Data, valid and last flow from `source` into this stream, ready flows back.
  void operator<<=(const Stream& source) const {
    valid <<= source.valid;
    source.ready <<= ready;
    data <<= source.data;
    if (last.has_value() != source.last.has_value())
      fail(moduleOf(*valid.node()), "one side of the stream connection has no last",
           valid.node()->where);
    if (last)
      *last <<= *source.last;
  }
};

struct StreamOptions {
  bool last = false; ///< the stream has a `last` signal
};

/// How the four signals of a stream are declared.
struct StreamKind {
  Signal::Kind forward, backward;
  const char* forwardSuffix;
  const char* backwardSuffix;
};
inline constexpr StreamKind kStreamIn{Signal::Kind::input, Signal::Kind::output, "_i", "_o"};
inline constexpr StreamKind kStreamOut{Signal::Kind::output, Signal::Kind::input, "_o", "_i"};
inline constexpr StreamKind kStreamWire{Signal::Kind::wire, Signal::Kind::wire, "", ""};

/// The handshake of a declared stream; the data lies between ready and last.
template <const StreamKind& kind, class Data> struct StreamParts {
  Bit valid, ready;
  Data data;
  std::optional<Bit> last;

  template <class DeclareData>
  StreamParts(Module* module, const std::string& name, const std::string& doc,
              const StreamOptions& options, const Where& where, const DeclareData& declareData)
      : valid(Declared<Bit, kind.forward>(module, name + "_valid" + kind.forwardSuffix, 1,
                                          say(doc, "valid"), where)),
        ready(Declared<Bit, kind.backward>(module, name + "_ready" + kind.backwardSuffix, 1,
                                           say(doc, "ready"), where)),
        data(declareData(name + "_data" + kind.forwardSuffix)) {
    if (options.last)
      last.emplace(Declared<Bit, kind.forward>(module, name + "_last" + kind.forwardSuffix, 1,
                                               say(doc, "last"), where));
    if (kind.forward != Signal::Kind::wire)
      module->declareStream(
          {name, doc, kind.forward == Signal::Kind::input, options.last, data.node()->width});
  }

private:
  static std::string say(const std::string& doc, const char* text) {
    return kind.forward == Signal::Kind::wire ? "" : doc + ": " + text;
  }
};

/// Ports or wires `<name>_valid`, `<name>_ready`, `<name>_data`, `<name>_last` with suffixes.
template <class T, const StreamKind& kind>
class DeclaredStream : public Stream<std::conditional_t<T::kIsSigned, SInt, UInt>> {
  using Word = std::conditional_t<T::kIsSigned, SInt, UInt>;
  using Parts = StreamParts<kind, Word>;

public:
  DeclaredStream(Module* module, const std::string& name, const Dim& width,
                 const std::string& doc = "", const StreamOptions& options = {},
                 const Where& where = Where::current())
      : DeclaredStream(Parts(module, name, doc, options, where, [&](const std::string& port) {
          return Declared<Word, kind.forward>(module, port, width, doc, where);
        })) {}

private:
  explicit DeclaredStream(const Parts& parts)
      : Stream<Word>(parts.valid, parts.ready, parts.data, parts.last) {}
};

/// A stream whose data is a vector of lanes: `x.data(i)`.
template <class T, const StreamKind& kind> class DeclaredGridStream : public Stream<UInt> {
  using Lanes = Grid<T, kind.forward>;
  using Parts = StreamParts<kind, Lanes>;

public:
  Lanes data;

  DeclaredGridStream(Module* module, const std::string& name, const std::vector<Dim>& lanes,
                     const Dim& laneWidth, const std::string& doc = "",
                     const StreamOptions& options = {}, const Where& where = Where::current())
      : DeclaredGridStream(Parts(module, name, doc, options, where, [&](const std::string& port) {
          return Lanes(module, port, lanes, laneWidth, doc, where);
        })) {}

private:
  explicit DeclaredGridStream(const Parts& parts)
      : Stream<UInt>(parts.valid, parts.ready, parts.data.flat(), parts.last), data(parts.data) {}
};

template <class T> using StreamIn = DeclaredStream<T, kStreamIn>;
template <class T> using StreamOut = DeclaredStream<T, kStreamOut>;
template <class T> using StreamWire = DeclaredStream<T, kStreamWire>;
template <class T> using StreamInGrid = DeclaredGridStream<T, kStreamIn>;
template <class T> using StreamOutGrid = DeclaredGridStream<T, kStreamOut>;
template <class T> using StreamWireGrid = DeclaredGridStream<T, kStreamWire>;

template <class Word> Stream<Word> Instance::operator[](const Stream<Word>& stream) const {
  std::optional<Bit> last;
  if (stream.last)
    last.emplace(pin(stream.last->node()));
  return {Bit(pin(stream.valid.node())), Bit(pin(stream.ready.node())),
          Word(pin(stream.data.node())), last};
}

} // namespace weft::hdl
