#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "core/families/published_settings.h"
#include "core/prompts/profiles.h"

namespace imagelab {

// What models' authors sample with (core/families/published_settings.h), each model looked at once.
class ModelSettings {
  public:
    explicit ModelSettings(std::filesystem::path data) : data_(std::move(data)) {}
    // Into the parts that the caller left open; nothing where the model cannot be opened, which is told when it is to run.
    void take(Request& request, OpenSettings open);

  private:
    std::filesystem::path data_;
    std::map<std::string, PublishedSettings> known_;
};

}  // namespace imagelab
