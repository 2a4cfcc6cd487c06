#pragma once
#include <filesystem>
#include <string_view>
#include <vector>

namespace imagelab {

// The library's textual inversions: of DATA/models/embeddings and of the folders for embeddings of the trees that were added. Of two with
// one stem, in any case, the first folder's. Reads names only.
std::vector<std::filesystem::path> embedding_files(const std::filesystem::path& data);

// Those of them whose file's stem stands in one of the texts, in any case.
std::vector<std::filesystem::path> embeddings_named_in(const std::vector<std::string_view>& texts, const std::filesystem::path& data);

}  // namespace imagelab
