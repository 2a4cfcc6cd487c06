#pragma once
// Headless mode: what the environment of a container or a service says becomes jobs.
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/jobs/job.h"

namespace imagelab {

struct HeadlessSettings {
    std::string prompt, model, style_profile;  // model: path or name, empty: the bundled one
    std::optional<std::string> negative_prompt;
    std::optional<SamplerKind> sampler;  // none ("Default"): the profile's or euler
    std::optional<int> steps, width, height;
    std::optional<double> cfg_scale, strength;
    std::string init_image, mask;  // paths
    std::vector<DetailUse> details;
    std::optional<int> mask_blur;
    int batch_size = 1;
    Seed seed;  // open: drawn once for all jobs of a run
    bool run_all_profiles = false, run_all_models = false;
    std::string instance_id;
    int cached_models = 2;
};

struct HeadlessVariable {
    const char *name, *option, *type, *help;  // "STEPS", "--steps", "N"
    bool flag = false;
};
std::span<const HeadlessVariable> headless_variables();

// The value of a variable by its name; nullopt and "": not set.
using Environment = std::function<std::optional<std::string>(const std::string&)>;
std::optional<std::string> process_environment(const std::string& name);

Result<bool> headless_wanted(const Environment& environment);  // HEADLESS
// The failure names every variable that is wrong, one a line, and what is allowed.
Result<HeadlessSettings> read_headless(const Environment& environment);

// One request for each job, with the profile applied where it sets steps and sampler that the settings leave open. `models`: of
// run_all_models. `output`: the folder of this run.
Result<std::vector<Request>> headless_requests(const HeadlessSettings& settings, const std::vector<std::string>& models,
                                               const std::filesystem::path& output);

// output_images/run_20261121_181500_MODEL or run_..._multi_models, created here; a name that is taken gets -2, -3 ...
Result<std::filesystem::path> make_run_folder(const std::filesystem::path& above, const HeadlessSettings& settings, std::time_t when);
std::string model_slug(const std::string& model);  // "SG161222/RealVisXL_V5.0" -> "realvisxl-v5-0"; empty: "demo"

}  // namespace imagelab
