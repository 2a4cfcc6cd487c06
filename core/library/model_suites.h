#pragma once
// Model suites: a model, its parts and what is put on it, saved under a name and loaded together. Each is a JSON file,
// DATA/suites/NAME.json, in the words of a request: {"version": 1, "name": "Ink", "notes": "", "model": {"base": ...}, "conditioning":
// {"loras": [...]}}.
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/request/request.h"

namespace imagelab {

struct ModelSuite {
    std::string name, notes;
    Request parts;                    // the fields of suite_fields(); the rest is as in a new request
    std::filesystem::path file = {};  // where it was read from; empty: nowhere yet
};

// Paths of the request's fields that a suite may hold.
std::span<const std::string_view> suite_fields();

ModelSuite suite_of(const Request& request, const std::string& name, const std::string& notes = {});
nlohmann::json suite_to_json(const ModelSuite& suite);
// The failure names the field and what is allowed.
Result<ModelSuite> suite_from_json(const nlohmann::json& json);

class SuiteLibrary {
  public:
    // Files of DATA/suites by name; one that cannot be read is told in problems() and leaves the others alone.
    static SuiteLibrary load(const std::filesystem::path& data);
    const std::vector<ModelSuite>& suites() const { return suites_; }
    const std::vector<std::string>& problems() const { return problems_; }
    // By name, in any case and punctuation. The failure says which there are.
    Result<const ModelSuite*> find(std::string_view name) const;

  private:
    std::vector<ModelSuite> suites_;
    std::vector<std::string> problems_;
};

// Written whole or not at all. One of that name is replaced where `replace` says so and kept beside as FILE~, which holds for a deleted
// one, too. The result is the file.
Result<std::filesystem::path> save_suite(const std::filesystem::path& data, const ModelSuite& suite, bool replace);
Result<std::filesystem::path> delete_suite(const std::filesystem::path& data, const std::string& name);  // the file that keeps it

// What the suite has, where the request is as a new one is and does not keep that (Request::suite_leaves); LoRAs and embeddings of the
// suite stand before the request's, but for those that the request (or a tag of its prompt) names itself.
Request with_suite(Request request, const ModelSuite& suite);
// The request with the suite of that name in place of its models, parts, LoRAs and embeddings, to be filled in where it runs.
Request naming_suite(Request request, const std::string& name);
// Without what the suite brought and nobody changed since, and without its LoRAs and embeddings at whatever strength; the base model stays.
Request without_suite(Request request, const ModelSuite& suite);
// The request with its suite filled in; as it is where it names none, or its parts stand in it already.
Result<Request> with_suite_applied(Request request, const std::filesystem::path& data);

}  // namespace imagelab
