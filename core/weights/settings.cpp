#include "core/weights/settings.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/base/paths.h"

namespace imagelab {
namespace fs = std::filesystem;

namespace {

// Python writes Infinity and NaN as bare words, which JSON does not have ("lambda_min_clipped": -Infinity): they become texts.
std::string quote_bare_words(const std::string& text) {
    std::string out;
    bool quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (quoted && text[i] == '\\' && i + 1 < text.size()) {
            out.append(text, i++, 2);
            continue;
        }
        if (text[i] == '"') quoted = !quoted;
        bool taken = false;
        for (const std::string_view word : {"-Infinity", "Infinity", "NaN"}) {
            if (quoted || taken || text.compare(i, word.size(), word) != 0) continue;
            out.append("\"").append(word).append("\"");
            i += word.size() - 1;
            taken = true;
        }
        if (!taken) out += text[i];
    }
    return out;
}

}  // namespace

Settings::Settings() : json_(std::make_shared<const nlohmann::json>(nlohmann::json::object())) {}

Settings Settings::read(const fs::path& path, uintmax_t max_bytes) {
    std::error_code code;
    if (!fs::exists(path, code)) throw Error(path.string() + ": there is no such file");
    if (const uintmax_t size = fs::file_size(path, code); !code && size > max_bytes) {
        throw Error(path.string() + ": the file has " + std::to_string(size) + " bytes, expected a configuration of at most " +
                    std::to_string(max_bytes));
    }
    Settings settings;
    settings.path_ = path;
    auto read = read_json(quote_bare_words(read_text_file(path)));
    if (!read) throw Error(path.string() + ": " + read.error() + "; download the file again");
    settings.json_ = std::make_shared<const nlohmann::json>(std::move(read).value());
    if (!settings.json_->is_object()) throw Error(path.string() + ": this is not a JSON object; download the file again");
    return settings;
}

Settings Settings::read_if_there(const fs::path& path) {
    std::error_code code;
    return fs::exists(path, code) ? read(path) : Settings();
}

void Settings::wrong(const std::string& field, const std::string& expected) const {
    std::string found = json_->at(field).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (found.size() > 100) found = found.substr(0, 100) + "...";
    throw Error(path_.string() + ": \"" + field + "\" is " + found + ", expected " + expected);
}

bool Settings::has(const std::string& field) const {
    const auto found = json_->find(field);
    return found != json_->end() && !found->is_null();
}

int Settings::whole(const std::string& field, int otherwise, int least, int most) const {
    if (!has(field)) return otherwise;
    const nlohmann::json& value = json_->at(field);
    const double number = value.is_number() ? value.get<double>() : NAN;
    if (!(number >= least && number <= most) || number != std::floor(number)) {
        wrong(field, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    return static_cast<int>(number);
}

double Settings::number(const std::string& field, double otherwise) const {
    if (!has(field)) return otherwise;
    if (!json_->at(field).is_number() || !std::isfinite(json_->at(field).get<double>())) wrong(field, "a number");
    return json_->at(field).get<double>();
}

bool Settings::flag(const std::string& field, bool otherwise) const {
    if (!has(field)) return otherwise;
    if (!json_->at(field).is_boolean()) wrong(field, "true or false");
    return json_->at(field).get<bool>();
}

std::string Settings::text(const std::string& field, const std::string& otherwise) const {
    if (!has(field)) return otherwise;
    if (!json_->at(field).is_string()) wrong(field, "a text");
    return json_->at(field).get<std::string>();
}

std::vector<int> Settings::wholes(const std::string& field, size_t count, int otherwise) const {
    if (!has(field) || json_->at(field).is_number()) return std::vector<int>(count, whole(field, otherwise, 1));
    const nlohmann::json& list = json_->at(field);
    const std::string expected = "a whole number or a list of " + std::to_string(count);
    if (!list.is_array() || list.size() != count) wrong(field, expected);
    std::vector<int> values;
    for (const nlohmann::json& value : list) {
        if (!value.is_number_unsigned() || value.get<uint64_t>() < 1 || value.get<uint64_t>() > 1 << 24) wrong(field, expected);
        values.push_back(value.get<int>());
    }
    return values;
}

std::map<std::string, std::string> Settings::text_map(const std::string& field) const {
    if (!has(field)) throw Error(path_.string() + ": it lacks \"" + field + "\"");
    std::map<std::string, std::string> values;
    if (!json_->at(field).is_object()) wrong(field, "an object of texts");
    for (const auto& [name, value] : json_->at(field).items()) {
        if (!value.is_string()) wrong(field, "an object of texts");
        values[name] = value.get<std::string>();
    }
    return values;
}

std::optional<int> Settings::id_of(const std::string& field) const {
    if (!has(field)) return std::nullopt;
    return whole(field, 0);
}

void Settings::require(const std::string& field, const nlohmann::json& only) const {
    if (has(field) && json_->at(field) != only) wrong(field, only.dump() + ": Image Lab does not run the other kinds");
}

}  // namespace imagelab
