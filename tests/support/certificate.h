#pragma once
#include <filesystem>

namespace imagelab::test {

// A certificate of 127.0.0.1 that vouches for itself, and its key, as cert.pem and key.pem of a folder.
void write_certificate(const std::filesystem::path& folder);

}  // namespace imagelab::test
