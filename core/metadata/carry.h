#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "core/metadata/import.h"

namespace imagelab {

// Puts another program's values into a request, each within our limits, and notes what did not fit.
class Carry {
  public:
    explicit Carry(std::string program) { result_.program = std::move(program); }

    void note(const std::string& sentence) { result_.notes.push_back(sentence); }
    void prompts(const std::string& prompt, const std::string& negative);  // LoRA tags are taken out and noted
    void steps(std::optional<double> steps);
    void guidance(std::optional<double> scale);
    void seed(std::optional<Seed> seed);
    void size(std::optional<double> width, std::optional<double> height);
    void batch(std::optional<double> pictures);
    // Names of any program; `schedule` empty: the sampler's name says it ("DPM++ 2M Karras", "dpmpp_2m_k") or the program's default holds.
    void sampler(const std::string& sampler, const std::string& schedule, bool automatic_is_karras);
    void model(const std::string& name, const std::string& hash = {});
    void started_from_a_picture(std::optional<double> strength);
    Imported done();  // valid: what validate still refuses is noted and left at its default

  private:
    std::string without_loras(const std::string& prompt);
    Imported result_;
};

std::optional<double> number_of(std::string_view text);
std::optional<double> number_of(const nlohmann::json& value);    // numbers and numbers in quotes
std::optional<int64_t> integer_of(const nlohmann::json& value);  // the same, whole, without loss
std::optional<Seed> seed_in(const nlohmann::json& value);        // a whole number, also in quotes
std::string text_of(const nlohmann::json& value);                // "" where it is no text
// A value for a note: short, valid UTF-8.
std::string shown(const std::string& text);

}  // namespace imagelab
