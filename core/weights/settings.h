#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace imagelab {

// A configuration file of a model (config.json, scheduler_config.json, model_index.json): one JSON object. Every reading function throws
// Error whose text names the file, the field, what was found and what was expected; a field that is absent or null counts as not set.
class Settings {
  public:
    Settings();  // nothing is set
    static Settings read(const std::filesystem::path& path, uintmax_t max_bytes = 1 << 20);
    static Settings read_if_there(const std::filesystem::path& path);

    bool given() const { return !path_.empty(); }  // false: there is no such file
    bool has(const std::string& field) const;
    int whole(const std::string& field, int otherwise, int least = 0, int most = 1 << 24) const;
    double number(const std::string& field, double otherwise) const;
    bool flag(const std::string& field, bool otherwise) const;
    std::string text(const std::string& field, const std::string& otherwise) const;
    std::vector<int> wholes(const std::string& field, size_t count, int otherwise) const;  // one number stands for all
    std::map<std::string, std::string> text_map(const std::string& field) const;
    std::optional<int> id_of(const std::string& field) const;  // vocabularies: most 2^31

    // Throws where `field` is set to anything but `only`, which is all this program can run.
    void require(const std::string& field, const nlohmann::json& only) const;
    const nlohmann::json& json() const { return *json_; }
    const std::filesystem::path& path() const { return path_; }

  private:
    [[noreturn]] void wrong(const std::string& field, const std::string& expected) const;

    std::filesystem::path path_;
    std::shared_ptr<const nlohmann::json> json_;  // an object
};

}  // namespace imagelab
