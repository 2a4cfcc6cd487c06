#include "core/base/json_reader.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/base/read_file.h"

namespace imagelab {
namespace {

using nlohmann::json;

// Builds the value event by event. The parser keeps its own state in a list, so that nothing here or there recurses.
class Builder : public nlohmann::json_sax<json> {
  public:
    explicit Builder(const JsonLimits& limits) : limits_(limits) {}

    json take() && { return std::move(root_); }
    const std::string& problem() const { return problem_; }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t&) override { return add(value); }
    bool string(string_t& text) override { return add(std::move(text)); }
    bool binary(binary_t&) override { return refuse("it holds bytes, which JSON has not"); }
    bool start_object(std::size_t) override { return open(json::object()); }
    bool start_array(std::size_t) override { return open(json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override {
        member_ = &(*open_.back())[std::move(name)];
        return true;
    }
    bool parse_error(std::size_t position, const std::string&, const json::exception& trouble) override {
        const std::string text = trouble.what();
        const size_t detail = text.find("syntax error");
        const size_t end_of_tag = text.find("] ");
        const size_t from = detail != text.npos ? detail : end_of_tag != text.npos ? end_of_tag + 2 : 0;
        return refuse("it is not valid JSON (byte " + std::to_string(position) + ": " + text.substr(from, 200) + ")");
    }

  private:
    bool refuse(std::string problem) {
        problem_ = std::move(problem);
        return false;
    }

    // Where the value goes: into the list or under the name that is open, else it is the whole.
    json* place(json value) {
        if (open_.empty()) return root_ = std::move(value), &root_;
        json& parent = *open_.back();
        if (parent.is_array()) return &parent.emplace_back(std::move(value));
        *member_ = std::move(value);
        return member_;
    }

    bool add(json value) {
        if (++values_ > limits_.values) return refuse("it holds more than " + std::to_string(limits_.values) + " values");
        place(std::move(value));
        return true;
    }

    bool open(json container) {
        if (++values_ > limits_.values) return refuse("it holds more than " + std::to_string(limits_.values) + " values");
        if (open_.size() >= limits_.depth) return refuse("it nests deeper than " + std::to_string(limits_.depth) + " levels");
        open_.push_back(place(std::move(container)));
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    const JsonLimits limits_;
    json root_;
    std::vector<json*> open_;  // stable: a container grows only while it is the innermost one
    json* member_ = nullptr;   // of the innermost object, named last
    size_t values_ = 0;
    std::string problem_;
};

}  // namespace

Result<json> read_json(std::string_view text, const JsonLimits& limits) {
    if (text.size() > limits.bytes) return Failure{"it has more than " + std::to_string(limits.bytes) + " bytes"};
    Builder builder(limits);
    if (!json::sax_parse(text.begin(), text.end(), &builder)) return Failure{builder.problem()};
    return std::move(builder).take();
}

Result<json> read_json_file(const std::filesystem::path& path, const JsonLimits& limits) {
    const Result<std::string> text = read_regular_file(path, limits.bytes);
    if (!text) return Failure{text.error()};
    Result<json> read = read_json(*text, limits);
    if (!read) return Failure{path.string() + ": " + read.error()};
    return read;
}

}  // namespace imagelab
