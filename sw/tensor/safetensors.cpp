// safetensors.cpp: Checks every entry of the header against the file before using it.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/safetensors.hpp"

#include "gen/config/json_text.hpp"
#include "gen/num/error.hpp"
#include "sw/tensor/atomic_file.hpp"
#include "sw/tensor/mapped_file.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

namespace weft {

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::size_t kMaximumHeader = 100'000'000; // the format's own limit
constexpr std::string_view kMetadata = "__metadata__";

/// One header entry after checking.
struct Entry {
  std::string name;
  DType dtype;
  Shape shape;
  std::size_t begin;
  std::size_t end;
};

class HeaderReader {
public:
  explicit HeaderReader(const MappedFile& file) : file_(file) {}

  std::vector<Entry> entries() {
    const Json header = parse(headerText());
    std::vector<Entry> entries;
    for (const auto& [name, fields] : header.items())
      if (name != kMetadata)
        entries.push_back(entry(name, fields));
    std::ranges::sort(entries, {}, [](const Entry& e) { return std::pair(e.begin, e.end); });
    requireTiling(entries);
    return entries;
  }

  std::span<const std::byte> data() const { return file_.bytes().subspan(dataOffset_); }

private:
  [[noreturn]] void fail(const std::string& what, const std::string& expected,
                         const std::string& got) const {
    throw fileError(file_.path(), what, expected, got);
  }

  std::string_view headerText() {
    const auto bytes = file_.bytes();
    if (bytes.size() < kLengthBytes)
      fail("file size", "at least 8 bytes", std::to_string(bytes.size()));
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), sizeof length);
    const std::size_t limit = std::min(kMaximumHeader, bytes.size() - kLengthBytes);
    if (length > limit)
      fail("header length", "at most " + std::to_string(limit) + " bytes", std::to_string(length));
    dataOffset_ = kLengthBytes + length;
    return {reinterpret_cast<const char*>(bytes.data()) + kLengthBytes, length};
  }

  /// The format's own rules: an object from the first byte on, padded with spaces behind.
  Json parse(std::string_view text) const {
    const std::size_t last = text.find_last_not_of(' ');
    if (!text.starts_with('{') || text[last] != '}')
      fail("header", "a JSON object and spaces behind it", shownJson(std::string(text)));
    return parseObject(text, file_.path().string() + ": header");
  }

  Entry entry(const std::string& name, const Json& fields) const {
    const std::string what = "tensor '" + name + "'";
    if (!fields.is_object() || !fields.contains("dtype") || !fields.contains("shape") ||
        !fields.contains("data_offsets"))
      fail(what, "dtype, shape and data_offsets", shownJson(fields));
    Entry entry{name, dtype(what, fields["dtype"]), numbers(what + " shape", fields["shape"]), 0,
                0};
    const Shape offsets = numbers(what + " data_offsets", fields["data_offsets"]);
    const std::size_t available = file_.bytes().size() - dataOffset_;
    if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > available)
      fail(what + " data_offsets",
           "begin <= end within " + std::to_string(available) + " bytes of data",
           shapeText(offsets));
    entry.begin = offsets[0];
    entry.end = offsets[1];
    requireSize(what, entry);
    return entry;
  }

  void requireSize(const std::string& what, const Entry& entry) const {
    const std::size_t elementSize = dtypeSize(entry.dtype);
    const ElementCount count = countElements(entry.shape, elementSize);
    if (!count.fits || count.elements * elementSize != entry.end - entry.begin)
      fail(what + " of shape " + shapeText(entry.shape),
           count.fits ? std::to_string(count.elements * elementSize) + " bytes"
                      : "a size below 2^63 bytes",
           std::to_string(entry.end - entry.begin) + " bytes");
  }

  DType dtype(const std::string& what, const Json& name) const {
    for (const DType known :
         {DType::f64, DType::f32, DType::i64, DType::i32, DType::i16, DType::i8, DType::u8})
      if (name.is_string() && name.get_ref<const std::string&>() == dtypeName(known))
        return known;
    fail(what + " dtype", "one of F64 F32 I64 I32 I16 I8 U8 (convert half precision to F32)",
         shownJson(name));
  }

  Shape numbers(const std::string& what, const Json& list) const {
    Shape values;
    if (!list.is_array())
      fail(what, "a list of integers", shownJson(list));
    for (const Json& value : list) {
      if (!value.is_number_unsigned())
        fail(what, "integers of at least 0", shownJson(value));
      values.push_back(value.get<std::size_t>());
    }
    return values;
  }

  void requireTiling(const std::vector<Entry>& entries) const {
    std::size_t position = 0;
    for (const Entry& entry : entries) {
      if (entry.begin != position)
        fail("tensor '" + entry.name + "'", "data from byte " + std::to_string(position),
             "from byte " + std::to_string(entry.begin));
      position = entry.end;
    }
    if (position != file_.bytes().size() - dataOffset_)
      fail("data", std::to_string(position) + " bytes",
           std::to_string(file_.bytes().size() - dataOffset_));
  }

  const MappedFile& file_;
  std::size_t dataOffset_ = 0;
};

std::string headerOf(const NamedTensors& tensors) {
  Json header = Json::object();
  std::size_t offset = 0;
  for (const auto& [name, tensor] : tensors) {
    const std::size_t end = offset + tensor.bytes().size();
    header[name] = {{"dtype", dtypeName(tensor.dtype())},
                    {"shape", tensor.shape()},
                    {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump();
  text.append((kLengthBytes - text.size() % kLengthBytes) % kLengthBytes, ' ');
  return text;
}

} // namespace

NamedTensors readSafetensors(const std::filesystem::path& path) {
  const auto file = MappedFile::open(path);
  HeaderReader reader(*file);
  NamedTensors tensors;
  for (Entry& entry : reader.entries()) {
    const auto bytes = reader.data().subspan(entry.begin, entry.end - entry.begin);
    tensors[entry.name] = Tensor::view(entry.dtype, std::move(entry.shape), bytes, file);
  }
  return tensors;
}

void writeSafetensors(const std::filesystem::path& path, const NamedTensors& tensors) {
  const std::string header = headerOf(tensors);
  const std::uint64_t length = header.size();
  AtomicFile file(path);
  file.write(std::as_bytes(std::span(&length, 1)));
  file.write(header);
  for (const auto& [name, tensor] : tensors)
    file.write(tensor.bytes());
  file.commit();
}

} // namespace weft
