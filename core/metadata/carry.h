#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/metadata/foreign_weights.h"
#include "core/metadata/import.h"

namespace imagelab {

// Puts another program's values into a request, each within our limits, and notes what did not fit.
class Carry {
  public:
    explicit Carry(std::string program) { result_.program = std::move(program); }

    void note(const std::string& sentence);  // once, and no more than a reader can read
    void not_carried(const std::string& what) { note("not carried over: " + shown_value(what)); }
    void lora(const std::string& name, std::optional<double> scale = {}, std::optional<double> text_scale = {});  // none: 1, as scale
    void noise_source(NoiseSource source) { result_.request.noise_source = source; }
    void like(LikeProgram program) { result_.request.like = program; }
    void gpu_noise();                              // of a GPU that is not said: as NVIDIA's draw it
    void foreign_noise(const std::string& whose);  // of a generator that is not built: "the device's"
    void variation(std::optional<uint64_t> seed, std::optional<double> strength);
    void seed_resize(std::optional<double> width, std::optional<double> height);  // pixels, cut to whole latents as A1111 does
    // LoRA tags become LoRAs of the request, weights said in A1111's marks, and what stays unread is named.
    void prompts(const std::string& prompt, const std::string& negative, WeightRules rules = WeightRules::a1111);
    void drawn_from(const std::string& positive, const std::string& negative);  // templates of dynamic prompts
    void steps(std::optional<double> steps);
    void guidance(std::optional<double> scale);
    void clip_skip(double layers);
    void guidance_rescale(std::optional<double> share);
    void seed(std::optional<uint64_t> seed);
    void size(std::optional<double> width, std::optional<double> height);
    void batch(std::optional<double> pictures);
    // Names of any program; `schedule` empty: the sampler's name says it ("DPM++ 2M Karras", "dpmpp_2m_k") or the program's default holds,
    // which for A1111 and its relatives goes by the sampler.
    void sampler(const std::string& sampler, const std::string& schedule, bool a1111_automatic);
    void noise_levels(std::vector<double> levels);                            // in place of a schedule and its steps
    void step_noise(std::optional<double> eta, std::optional<double> scale);  // after the sampler and the program
    void model(const std::string& name, const std::string& hash = {});
    // Takes over within the schedule at `start`, or later than any: then it never did.
    void refiner(const std::string& name, const std::string& hash, std::optional<double> start);
    void second_pass(const std::string& name, const std::string& hash, std::optional<double> strength);  // none: auto
    void control(ControlUse use, const std::vector<std::string>& notes);                                 // its picture is elsewhere
    void detailer(DetailUse use);
    // AUTOMATIC1111's hires pass and the enlarging behind it; `upscaler` by its names.
    void hires(double scale, std::optional<double> steps, std::optional<double> strength, const std::string& upscaler);
    void enlarged(const std::string& upscaler, std::optional<double> times);
    void restored_faces(const std::string& network);
    void started_from_a_picture(std::optional<double> strength);
    void painted_by_a_mask(const std::string& settings);  // which hold only beside the mask, and that is not in the file
    Imported done();                                      // valid: what validate still refuses is noted and left at its default

  private:
    static std::string shown_value(const std::string& what);
    std::string prompt(const std::string& text, WeightRules rules);
    std::string without_networks(const std::string& prompt);
    Imported result_;
    size_t more_notes_ = 0;
};

std::optional<double> number_of(std::string_view text);
std::optional<double> number_of(const nlohmann::json& value);  // numbers and numbers in quotes
std::optional<uint64_t> seed_in(const nlohmann::json& value);  // 0 to 2^64 - 1, as a number or in quotes, without loss
std::string text_of(const nlohmann::json& value);              // "" where it is no text
// The object's value; null where there is none or it is no object.
const nlohmann::json& field(const nlohmann::json& object, const std::string& name);
bool says_nothing(const nlohmann::json& value);  // null, false, "", "None", an empty list or object
// A value for a note: short, valid UTF-8.
std::string shown(const std::string& text);
std::string shown(const nlohmann::json& value);
// The last part of a path with folders of either kind.
std::string file_name(const std::string& path);

}  // namespace imagelab
