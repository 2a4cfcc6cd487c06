#pragma once
#include <string>

namespace imagelab {

// file:///a%20b.png (RFC 8089) -> /a b.png; empty: not a local file.
std::string path_of_file_uri(const std::string& uri);
std::string file_uri_of_path(const std::string& path);  // absolute

}  // namespace imagelab
