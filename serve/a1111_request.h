#pragma once
// What a request of AUTOMATIC1111's interface says (modules/api/models.py, modules/processing.py), as a request of ours.
#include <mutex>

#include "serve/service.h"

namespace imagelab::serve::a1111 {

constexpr int wrong = 422;  // the status of a wrong value

// What was chosen by POST options; guarded.
class Options {
  public:
    Options();
    nlohmann::json all() const;
    std::string text(const char* name) const;
    void set(const nlohmann::json& changes);  // throws HttpError where they become too many

  private:
    mutable std::mutex mutex_;
    nlohmann::json values_;
};

Schema txt2img_fields();
Schema img2img_fields();
std::string field_name(const std::string& path);  // what the interface calls a field of a request; empty: it has none
[[noreturn]] void not_built(const std::string& field, const std::string& what);
// "name.safetensors [hash]", a name, a file name or a hash.
std::string checkpoint_named(const Service& service, std::string title, const std::string& field);

// The requests; files that they name last until they were handed on. Throw HttpError that names the field.
struct Asked {
    Request request;
    std::vector<ScratchFile> files;
};
Asked asked_by_text(Service& service, const Options& options, const nlohmann::json& body);
Asked asked_by_picture(Service& service, const Options& options, const nlohmann::json& body);

}  // namespace imagelab::serve::a1111
