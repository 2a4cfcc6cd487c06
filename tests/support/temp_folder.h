#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace imagelab::test {

// A folder of its own that goes away with this.
class TempFolder {
  public:
    TempFolder();
    ~TempFolder();
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

  private:
    std::filesystem::path path_;
};

std::filesystem::path write_file(const std::filesystem::path& path, std::string_view bytes);

}  // namespace imagelab::test
