// npy.cpp: Frames the .npy header and checks the size of the data.
// SPDX-License-Identifier: Apache-2.0
#include "sw/tensor/npy.hpp"

#include "gen/num/error.hpp"
#include "sw/tensor/atomic_file.hpp"
#include "sw/tensor/mapped_file.hpp"
#include "sw/tensor/npy_header.hpp"

#include <limits>
#include <string>
#include <string_view>

namespace weft {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kMagic = "\x93NUMPY"sv;
constexpr std::size_t kVersionBytes = 2;
constexpr std::size_t kAlignment = 64; // of the data, as NumPy writes it

std::size_t littleEndian(std::string_view bytes) {
  std::size_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// Splits the file into header text and data.
struct Frame {
  std::string_view header;
  std::size_t dataOffset;
};

Frame findHeader(std::string_view file, const std::filesystem::path& path) {
  if (!file.starts_with(kMagic) || file.size() < kMagic.size() + kVersionBytes)
    throw fileError(path, "first bytes", "the .npy magic and version", "something else");
  const int version = static_cast<unsigned char>(file[kMagic.size()]);
  const int minor = static_cast<unsigned char>(file[kMagic.size() + 1]);
  if (version < 1 || version > 3 || minor != 0)
    throw fileError(path, ".npy version", "1.0, 2.0 or 3.0",
                    std::to_string(version) + "." + std::to_string(minor));
  const std::size_t lengthOffset = kMagic.size() + kVersionBytes;
  const std::size_t lengthBytes = version == 1 ? 2 : 4;
  const std::size_t headerOffset = lengthOffset + lengthBytes;
  if (file.size() < headerOffset)
    throw fileError(path, "file size", "at least " + std::to_string(headerOffset) + " bytes",
                    std::to_string(file.size()));
  const std::size_t length = littleEndian(file.substr(lengthOffset, lengthBytes));
  if (length > file.size() - headerOffset)
    throw fileError(path, ".npy header length",
                    "at most the " + std::to_string(file.size() - headerOffset) + " bytes left",
                    std::to_string(length));
  return {file.substr(headerOffset, length), headerOffset + length};
}

} // namespace

Tensor readNpy(const std::filesystem::path& path) {
  const auto file = MappedFile::open(path);
  const auto bytes = file->bytes();
  const Frame frame = findHeader({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path);
  NpyHeader header = parseNpyHeader(frame.header, path);
  const std::size_t elementSize = dtypeSize(header.dtype);
  const ElementCount count = countElements(header.shape, elementSize);
  const std::size_t available = bytes.size() - frame.dataOffset;
  if (!count.fits || count.elements * elementSize != available)
    throw fileError(path, "data of shape " + shapeText(header.shape),
                    count.fits ? std::to_string(count.elements * elementSize) + " bytes"
                               : "a size below 2^63 bytes",
                    std::to_string(available) + " bytes");
  return Tensor::view(header.dtype, std::move(header.shape), bytes.subspan(frame.dataOffset), file);
}

void writeNpy(const std::filesystem::path& path, const Tensor& tensor) {
  std::string header = npyHeaderText({tensor.dtype(), tensor.shape()});
  const std::size_t preamble = kMagic.size() + kVersionBytes + 2;
  const std::size_t unpadded = preamble + header.size() + 1;
  header.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  header += '\n';
  if (header.size() > std::numeric_limits<std::uint16_t>::max())
    throw InternalError(".npy header of " + std::to_string(header.size()) + " bytes");
  AtomicFile file(path);
  file.write(kMagic);
  file.write("\x01\x00"sv);
  const char length[2] = {static_cast<char>(header.size() & 0xff),
                          static_cast<char>(header.size() >> 8)};
  file.write(std::string_view(length, sizeof length));
  file.write(header);
  file.write(tensor.bytes());
  file.commit();
}

} // namespace weft
