// sha256.cpp: The SHA-256 hash (FIPS 180-4), by libcrypto.
// SPDX-License-Identifier: Apache-2.0
#include "gen/config/sha256.hpp"

#include "gen/num/error.hpp"

#include <array>
#include <openssl/evp.h>

namespace weft {

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw InternalError("libcrypto refuses SHA-256");
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

} // namespace weft
