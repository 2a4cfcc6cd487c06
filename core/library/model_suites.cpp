#include "core/library/model_suites.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"
#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/request/fields.h"
#include "core/request/lora_use.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int newest_version = 1;
constexpr size_t longest_name = 80;  // bytes
fs::path suites_folder(const fs::path& data) {
    return data / "suites";
}

json::json_pointer place_of(std::string_view path) {
    std::string pointer = "/" + std::string(path);
    std::replace(pointer.begin(), pointer.end(), '.', '/');
    return json::json_pointer(pointer);
}

// Of a name that is a file's, too, on every system; empty: nothing.
std::string wrong_name(const std::string& name) {
    const bool fits =
        !trimmed(name).empty() && trimmed(name).size() == name.size() && name.size() <= longest_name && is_utf8(name) &&
        !name.starts_with('.') && !name.ends_with('~') && !plain_name(name).empty() && std::none_of(name.begin(), name.end(), [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || std::string_view("/\\:*?\"<>|\x7f").find(c) != std::string_view::npos;
        });
    if (fits) return {};
    return "name: is \"" + name + "\"; allowed: 1 to " + std::to_string(longest_name) +
           " bytes with a letter or digit among them, none of / \\ : * ? \" < > |, no point before it";
}

// Fields that a suite has no place for, by their path.
std::string strange_field(const json& suite) {
    for (const auto& [section, values] : suite.items()) {
        if (section == "version" || section == "name" || section == "notes") continue;
        const auto fields = suite_fields();
        const auto is_known = [&](std::string_view path) { return std::find(fields.begin(), fields.end(), path) != fields.end(); };
        const bool holds =
            std::any_of(fields.begin(), fields.end(), [&](std::string_view path) { return path.starts_with(section + "."); });
        if (!holds || !values.is_object()) return section;
        for (const auto& [field, value] : values.items()) {
            if (!is_known(section + "." + field)) return section + "." + field;
        }
    }
    return {};
}

std::string stem_of_use(const std::string& name) {
    return ascii_lower(network_stem(name));
}

void add_loras(Request& request, const std::vector<LoraUse>& loras) {
    std::vector<std::string> named;
    for (const LoraUse& use : request.loras) named.push_back(stem_of_use(use.name));
    for (const LoraUse& use : take_loras(request.prompt).loras) named.push_back(stem_of_use(use.name));
    std::vector<LoraUse> all;
    for (const LoraUse& use : loras) {
        if (std::find(named.begin(), named.end(), stem_of_use(use.name)) == named.end()) all.push_back(use);
    }
    all.insert(all.end(), request.loras.begin(), request.loras.end());
    request.loras = std::move(all);
}

void add_embeddings(Request& request, const std::vector<std::string>& embeddings) {
    std::vector<std::string> all;
    const auto stem = [](const std::string& file) { return ascii_lower(fs::path(file).stem().string()); };
    for (const std::string& file : embeddings) {
        const bool named = std::any_of(request.embeddings.begin(), request.embeddings.end(),
                                       [&](const std::string& other) { return stem(other) == stem(file); });
        if (!named) all.push_back(file);
    }
    all.insert(all.end(), request.embeddings.begin(), request.embeddings.end());
    request.embeddings = std::move(all);
}

// Whether a field of the suite belongs to another one that the request chose itself: how a refiner is used, what a VAE is mixed with.
bool belongs_to_a_chosen_one(std::string_view path, const Request& asked, const ModelSuite& suite) {
    const auto chosen = [&](const char* field, std::string Request::*part) {
        const bool left = std::find(asked.suite_leaves.begin(), asked.suite_leaves.end(), field) != asked.suite_leaves.end();
        return (left || !(asked.*part).empty()) && asked.*part != suite.parts.*part;
    };
    if (path.starts_with("scheduler.refiner_")) return chosen("model.refiner", &Request::refiner);
    return path == "model.vae_mix" && chosen("model.vae", &Request::vae);
}

// The old one under FILE~, which holds the one before it until then.
Result<fs::path> kept_beside(const fs::path& file) {
    fs::path kept = file;
    kept += "~";
    try {
        const std::string text = read_text_file(file);
        write_file_atomically(kept, text.data(), text.size());
    } catch (const std::exception& error) {
        return Failure{error.what()};
    }
    return kept;
}

}  // namespace

std::span<const std::string_view> suite_fields() {
    static const std::vector<std::string_view> paths = [] {
        std::vector<std::string_view> found;
        for (const RequestField& field : request_fields()) {
            if (field.in_suites) found.push_back(field.path);
        }
        return found;
    }();
    return paths;
}

ModelSuite suite_of(const Request& request, const std::string& name, const std::string& notes) {
    ModelSuite suite{name, notes, {}, {}};
    for (const std::string_view path : suite_fields()) request_field(path).copy(request, suite.parts);
    return suite;
}

json suite_to_json(const ModelSuite& suite) {
    json out = {{"version", newest_version}, {"name", suite.name}, {"notes", suite.notes}};
    const Request untouched;
    for (const std::string_view path : suite_fields()) {
        const RequestField& field = request_field(path);
        json value = field.write(suite.parts);
        if (!value.is_null() && !same_field(field, suite.parts, untouched)) out[place_of(path)] = std::move(value);
    }
    return out;
}

Result<ModelSuite> suite_from_json(const json& written) {
    if (!written.is_object()) return Failure{"this is no object; allowed: a suite, as `imagelab models suite show --json` prints one"};
    const json version = written.value("version", json(newest_version));
    if (!version.is_number_integer() || version.get<int64_t>() < 1) return Failure{"version: is " + version.dump() + "; allowed: 1"};
    if (version.get<int64_t>() > newest_version)
        return Failure{"version: is " + version.dump() + ", and this program reads up to " + std::to_string(newest_version) +
                       ": use the newer one that wrote it"};
    ModelSuite suite;
    for (const auto& [key, text] : {std::pair("name", &suite.name), std::pair("notes", &suite.notes)}) {
        if (!written.contains(key)) continue;
        if (!written.at(key).is_string()) return Failure{std::string(key) + ": is " + written.at(key).dump() + "; allowed: text"};
        *text = written.at(key).get<std::string>();
    }
    if (const std::string wrong = wrong_name(suite.name); !wrong.empty()) return Failure{wrong};
    if (const std::string strange = strange_field(written); !strange.empty()) {
        std::string all;
        for (const std::string_view path : suite_fields()) all += (all.empty() ? "" : ", ") + std::string(path);
        return Failure{strange + ": is no part of a suite; allowed: version, name, notes, " + all};
    }
    json payload = request_to_json(Request());
    for (const std::string_view path : suite_fields()) {
        if (written.contains(place_of(path))) payload[place_of(path)] = written.at(place_of(path));
    }
    auto parts = request_from_json(payload);
    if (!parts) return Failure{parts.error()};
    suite.parts = suite_of(*parts, suite.name).parts;
    return suite;
}

SuiteLibrary SuiteLibrary::load(const fs::path& data) {
    SuiteLibrary library;
    std::vector<fs::path> files;
    std::error_code code;
    for (const auto& entry : fs::directory_iterator(suites_folder(data), code)) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
        auto written = read_json_file(file, {.bytes = 1 << 20, .values = 10'000, .depth = 16});
        if (written && written->is_object() && !written->contains("name")) (*written)["name"] = file.stem().string();
        auto suite = written ? suite_from_json(*written) : Result<ModelSuite>(Failure{written.error()});
        if (!suite) {
            const std::string name = file.string();
            library.problems_.push_back((suite.error().starts_with(name) ? "" : name + ": ") + suite.error());
            continue;
        }
        suite->file = file;
        if (library.find(suite->name)) {
            library.problems_.push_back(file.string() + ": there is another suite \"" + suite->name + "\": give it another name");
            continue;
        }
        library.suites_.push_back(std::move(*suite));
    }
    std::stable_sort(library.suites_.begin(), library.suites_.end(),
                     [](const ModelSuite& a, const ModelSuite& b) { return ascii_lower(a.name) < ascii_lower(b.name); });
    return library;
}

Result<const ModelSuite*> SuiteLibrary::find(std::string_view name) const {
    const std::string wanted = plain_name(name);
    std::string all;
    for (const ModelSuite& suite : suites_) {
        if (!wanted.empty() && plain_name(suite.name) == wanted) return &suite;
        all += (all.empty() ? "" : ", ") + suite.name;
    }
    std::string text = "there is no model suite \"" + std::string(name) + "\" here";
    for (const std::string& problem : problems_) {
        if (plain_name(fs::path(problem.substr(0, problem.find(".json"))).filename().string()) == wanted)
            return Failure{text + ": " + problem};
    }
    return Failure{text + (all.empty() ? "; `imagelab models suite save NAME` makes one" : "; there are: " + all)};
}

Result<fs::path> save_suite(const fs::path& data, const ModelSuite& suite, bool replace) {
    if (const std::string wrong = wrong_name(suite.name); !wrong.empty()) return Failure{wrong};
    const SuiteLibrary library = SuiteLibrary::load(data);
    const auto there = library.find(suite.name);
    const fs::path file = there ? (*there)->file : suites_folder(data) / (suite.name + ".json");
    std::error_code code;
    if (fs::exists(file, code)) {
        if (!replace)
            return Failure{"there is a suite \"" + (there ? (*there)->name : suite.name) + "\" already (" + file.string() +
                           "): choose another name, or replace it (--replace)"};
        if (const auto kept = kept_beside(file); !kept) return Failure{kept.error()};
    }
    try {
        fs::create_directories(file.parent_path());
        const std::string text = suite_to_json(suite).dump(2) + "\n";
        write_file_atomically(file, text.data(), text.size());
    } catch (const std::exception& error) {
        return Failure{error.what()};
    }
    return file;
}

Result<fs::path> delete_suite(const fs::path& data, const std::string& name) {
    const SuiteLibrary library = SuiteLibrary::load(data);
    const auto there = library.find(name);
    if (!there) return Failure{there.error()};
    const auto kept = kept_beside((*there)->file);
    if (!kept) return kept;
    std::error_code code;
    if (!fs::remove((*there)->file, code)) return Failure{(*there)->file.string() + ": " + code.message()};
    return kept;
}

Request with_suite(Request request, const ModelSuite& suite) {
    const Request asked = request, untouched;
    for (const std::string_view path : suite_fields()) {
        const RequestField& field = request_field(path);
        const auto& left = asked.suite_leaves;
        if (std::find(left.begin(), left.end(), path) != left.end()) continue;
        if (path == "conditioning.loras") {
            add_loras(request, suite.parts.loras);
        } else if (path == "conditioning.embeddings") {
            add_embeddings(request, suite.parts.embeddings);
        } else if (same_field(field, asked, untouched) && !belongs_to_a_chosen_one(path, asked, suite)) {
            field.copy(suite.parts, request);
        }
    }
    request.suite = suite.name;
    request.suite_filled = true;
    request.suite_leaves.clear();
    return request;
}

Request without_suite(Request request, const ModelSuite& suite) {
    const Request untouched;
    for (const std::string_view path : suite_fields()) {
        const RequestField& field = request_field(path);
        if (path == "model.base" || path == "conditioning.loras" || path == "conditioning.embeddings") continue;
        if (same_field(field, request, suite.parts)) field.copy(untouched, request);
    }
    if (request.refiner.empty()) request.refiner_start = untouched.refiner_start, request.refiner_strength = untouched.refiner_strength;
    std::erase_if(request.loras, [&](const LoraUse& use) {
        return std::any_of(suite.parts.loras.begin(), suite.parts.loras.end(),
                           [&](const LoraUse& brought) { return stem_of_use(brought.name) == stem_of_use(use.name); });
    });
    std::erase_if(request.embeddings, [&](const std::string& file) {
        const auto& brought = suite.parts.embeddings;
        return std::find(brought.begin(), brought.end(), file) != brought.end();
    });
    request.suite.clear();
    request.suite_filled = false;
    request.suite_leaves.clear();
    return request;
}

Request naming_suite(Request request, const std::string& name) {
    const Request untouched;
    for (const std::string_view path : suite_fields()) request_field(path).copy(untouched, request);
    request.suite = name;
    request.suite_filled = false;
    request.suite_leaves.clear();
    return request;
}

Result<Request> with_suite_applied(Request request, const fs::path& data) {
    if (request.suite.empty() || request.suite_filled) return request;
    const SuiteLibrary library = SuiteLibrary::load(data);
    const auto suite = library.find(request.suite);
    if (!suite) return Failure{"model.suite: " + suite.error()};
    return with_suite(std::move(request), **suite);
}

}  // namespace imagelab
