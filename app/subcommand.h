#pragma once
#include <CLI/App.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/graph/dtype.h"

namespace imagelab {

// A command of a family (`imagelab profiles list`): what runs when it was parsed.
struct Subcommand {
    CLI::App* parsed;
    std::function<int()> run;  // returns an exit code (app/exit_codes.h)
};
using Subcommands = std::vector<Subcommand>;

// --device and --dtype of a command that runs networks itself.
void add_device_options(CLI::App& command, std::string& device, std::optional<DType>& dtype, bool int8 = false);

// Each family adds its options to the command line; app/<family>.cpp.
Subcommands add_profile_commands(CLI::App& app);
Subcommands add_queue_commands(CLI::App& app);
Subcommands add_gallery_commands(CLI::App& app);
Subcommands add_model_commands(CLI::App& app);
Subcommands add_suite_commands(CLI::App& models);  // below `models`
Subcommands add_monitor_commands(CLI::App& app);
Subcommands add_prompt_commands(CLI::App& app);
Subcommands add_gpu_commands(CLI::App& app);
Subcommands add_headless_commands(CLI::App& app);
Subcommands add_night_commands(CLI::App& app);
Subcommands add_analyze_commands(CLI::App& app);
Subcommands add_convert_commands(CLI::App& app);
Subcommands add_vae_commands(CLI::App& app);
Subcommands add_upscale_commands(CLI::App& app);
Subcommands add_merge_commands(CLI::App& app);
Subcommands add_extract_commands(CLI::App& app);
Subcommands add_annotate_commands(CLI::App& app);
Subcommands add_mask_commands(CLI::App& app);
Subcommands add_tags_commands(CLI::App& app);
Subcommands add_onnx_commands(CLI::App& app);
Subcommands add_train_commands(CLI::App& app);
Subcommands add_relief_commands(CLI::App& app);
Subcommands add_serve_commands(CLI::App& app);
Subcommands add_replay_commands(CLI::App& app);
Subcommands add_mcp_commands(CLI::App& app);
Subcommands add_worker_commands(CLI::App& app);
Subcommands add_cluster_commands(CLI::App& app);
Subcommands add_self_test_commands(CLI::App& app);
Subcommands add_shell_help_commands(CLI::App& app);  // hidden: what packages install for shells and man

}  // namespace imagelab
