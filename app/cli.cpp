#include "app/cli.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>

#include "app/commands.h"
#include "app/devices.h"
#include "app/exit_codes.h"
#include "app/request_options.h"
#include "app/slurm.h"
#include "app/store_option.h"
#include "app/subcommand.h"
#include "core/base/paths.h"
#include "core/jobs/headless.h"
#ifdef IMAGELAB_UI
#include "ui/window/window_app.h"
#endif

namespace imagelab {
namespace {

constexpr const char* about =
    "Image Lab makes pictures from words with SDXL models, on your own machine.\n"
    "Without a command it opens its window, or where there is no display makes a first picture.";

constexpr const char* exit_codes_text =
    "Exit codes:\n"
    "  0    done\n"
    "  1    failed for a reason that is not below\n"
    "  2    the options or the request are wrong; every problem is named\n"
    "  3    the model could not be opened\n"
    "  4    no such device, arithmetic it lacks, or not enough memory\n"
    "  5    the output cannot be written, the disk is full, or the store cannot be reached\n"
    "  130  stopped by Ctrl-C or SIGTERM; finished pictures are kept\n";

constexpr const char* examples =
    "Examples:\n"
    "  imagelab generate --prompt \"a red apple\"\n"
    "  imagelab generate --model sdxl_base.safetensors --prompt \"a lighthouse at dusk\" --negative-prompt \"blurry\" \\\n"
    "      --width 1024 --height 1024 --steps 30 --sampler dpmpp_2m --schedule karras --seed 7 --output lighthouse.png\n"
    "  imagelab generate --prompt \"an oil painting\" --init-image photo.jpg --strength 0.5\n"
    "  imagelab generate --request job.json --seed 8 --json\n"
    "  imagelab plan --model sdxl_base.safetensors --prompt x --width 1024 --height 1024\n"
    "  imagelab info sdxl_base.safetensors\n\n";

constexpr const char* generate_text =
    "\nPaths of finished pictures go to standard output, one a line; progress goes to standard error. Ctrl-C stops\n"
    "after the operation that runs and keeps finished pictures. Every PNG carries its settings: as A1111 text\n"
    "(\"parameters\") and as a request that makes it again (\"imagelab_request\").\n\n";

}  // namespace

void add_device_options(CLI::App& command, std::string& device, std::optional<DType>& dtype, bool int8) {
    command.add_option("--device", device, "auto (default), cpu or vulkan:N, see `imagelab devices`")->type_name("NAME");
    std::vector<std::string> names{"f32", "bf16", "f16"};
    if (int8) names.push_back("int8");
    command
        .add_option_function<std::string>(
            "--dtype",
            [&dtype](const std::string& name) {
                dtype = name == "f32" ? DType::f32 : name == "f16" ? DType::f16 : name == "int8" ? DType::i8 : DType::bf16;
            },
            int8 ? "Arithmetic: f32, bf16, f16 or int8 (the denoiser's products; default: the device's best)"
                 : "Arithmetic: f32, bf16 or f16 (default: the device's best)")
        ->type_name("NAME")
        ->check(CLI::IsMember(names).description(""));
}

namespace {

void add_bench_options(CLI::App& bench, BenchOptions& options) {
    bench.add_option("--model", options.model, "Diffusers folder or .safetensors file (default: the bundled model)")->type_name("PATH");
    add_device_options(bench, options.device, options.dtype, true);
    const auto number = [&](const char* name, int& value, int low, int high, const char* text) {
        bench.add_option(name, value, text)->type_name("N")->check(CLI::Range(low, high).description(""));
    };
    const auto side = [&](const char* name, int& value) {
        bench.add_option(name, value, "Pixels, a multiple of 8 from 64 to 4096 (default: the model's)")
            ->type_name("N")
            ->check(CLI::Validator(
                [](const std::string& given) {
                    const int n = std::atoi(given.c_str());
                    return n < 64 || n > 4096 || n % 8 != 0 ? given + " is no multiple of 8 from 64 to 4096" : std::string{};
                },
                ""));
    };
    side("--width", options.width);
    side("--height", options.height);
    number("--batch-size", options.batch, 1, 64, "Latents the UNet takes at once (default 2: guidance)");
    number("--threads", options.threads, 0, 1024, "Processor threads (default 0: one a core)");
    bench.add_flag("--json", options.json, "Print one JSON object");
}

bool has_display() {
    for (const char* name : {"WAYLAND_DISPLAY", "DISPLAY"}) {
        const char* value = std::getenv(name);
        if (value && *value) return true;
    }
    return false;
}

int without_command([[maybe_unused]] int argc, [[maybe_unused]] char** argv) {
    const auto headless = headless_wanted(process_environment);
    if (!headless) return fail(exit_usage, headless.error(), false);
    if (*headless) return headless_command();
#ifdef IMAGELAB_UI
    if (has_display()) {
        const auto open = [](SessionOptions options) {
            if (!options.data.empty()) options.store = store_address();  // else what was wrong with it is shown, and the queue is in memory
            return Session::open(make_devices(0), std::move(options));
        };
        return run_window(open, argc, argv);
    }
#else
    if (has_display()) std::fprintf(stderr, "This build has no window.\n");
#endif
    return first_picture_command();
}

int run(int argc, char** argv) {
    CLI::App app(about, "imagelab");
    app.get_formatter()->column_width(30);
    app.set_version_flag("--version", "imagelab " IMAGELAB_VERSION, "Print the version and exit");
    app.require_subcommand(0, 1);
#ifdef IMAGELAB_UI
    std::string theme;  // run_window reads it from argv
    app.add_option("--theme", theme, "Of the window: --theme=dark, --theme=light or --theme=system")
        ->type_name("NAME")
        ->check(CLI::IsMember({"dark", "light", "system"}).description(""));
#endif
    app.add_option_function<std::string>(
           "--data", [](const std::string& folder) { ::setenv("IMAGELAB_DATA", folder.c_str(), 1); },
           "Folder of the queue, the gallery's index, models and profiles\n(default: $XDG_DATA_HOME/imagelab, else "
           "~/.local/share/imagelab)")
        ->type_name("DIR");
    add_store_option(app);
    app.fallthrough();  // inherited: --data and --store may stand behind a command's name
    app.footer(std::string("\n") + examples + exit_codes_text + "\n`imagelab COMMAND --help` lists the options of a command.");

    CLI::App* generate = app.add_subcommand("generate", "Make pictures");
    const RequestOptions generate_options(*generate);
    generate->footer(generate_text + std::string(examples) + exit_codes_text);

    CLI::App* plan = app.add_subcommand("plan", "Predict peak memory and time of each stage without running; options of generate");
    const RequestOptions plan_options(*plan);
    int64_t card_bytes = 0;
    plan->add_option("--device-memory", card_bytes, "Plan for a graphics card of so much memory, as 16G, that need not be here")
        ->type_name("SIZE")
        ->transform(CLI::AsSizeValue(false).description(""));
    plan->footer(std::string("\n") + exit_codes_text);

    bool devices_json = false, info_json = false;
    std::string model;
    CLI::App* devices = app.add_subcommand("devices", "List the devices of this machine and their arithmetic");
    devices->add_flag("--json", devices_json, "Print one JSON object");
    CLI::App* info = app.add_subcommand("info", "Say what is in a model: components, parameters, types, configuration, memory");
    info->add_option("MODEL", model, "Diffusers folder, .safetensors file, or a name of `models list` (default: the bundled model)")
        ->type_name("MODEL");
    info->add_flag("--json", info_json, "Print one JSON object");

    Subcommands families;
    for (const auto add : {add_queue_commands,     add_gallery_commands,    add_model_commands, add_profile_commands, add_monitor_commands,
                           add_prompt_commands,    add_convert_commands,    add_vae_commands,   add_upscale_commands, add_merge_commands,
                           add_extract_commands,   add_annotate_commands,   add_onnx_commands,  add_gpu_commands,     add_headless_commands,
                           add_night_commands,     add_analyze_commands,    add_serve_commands, add_replay_commands,  add_mcp_commands,
                           add_self_test_commands, add_shell_help_commands, add_train_commands, add_worker_commands,  add_cluster_commands,
                           add_relief_commands,    add_mask_commands,       add_tags_commands}) {
        for (Subcommand& command : add(app)) families.push_back(std::move(command));
    }
    BenchOptions bench_options;
    CLI::App* bench =
        app.add_subcommand("bench", "Time the networks of a model op by op: TFLOP/s, GB/s and the share of the device's peak");
    add_bench_options(*bench, bench_options);

    remember_words(argc, argv);
    try {
        app.parse(parser_arguments(argc, argv));
        hide_passwords(argc, argv);
    } catch (const CLI::ParseError& stop) {
        hide_passwords(argc, argv);
        return app.exit(stop) == 0 ? exit_done : exit_usage;
    }
    if (app.count("--store") > 0) {
        for (const CLI::App* command : app.get_subcommands()) {
            if (const auto fits = check_uses_store(command->get_name()); !fits) return fail(exit_usage, fits.error(), false);
        }
    }
    for (const Subcommand& command : families) {
        if (command.parsed->parsed()) return command.run();
    }
    if (devices->parsed()) return devices_command(devices_json);
    if (info->parsed()) return info_command(model, info_json);
    if (bench->parsed()) return bench_command(bench_options);
    if (!generate->parsed() && !plan->parsed()) return without_command(argc, argv);
    const RequestOptions& options = generate->parsed() ? generate_options : plan_options;
    const auto request = options.request();
    if (!request) return fail(exit_usage, request.error(), options.json());
    return generate->parsed() ? generate_command(*request, options.json()) : plan_command(*request, card_bytes, options.json());
}

}  // namespace

std::vector<std::string> parser_arguments(int argc, const char* const* argv) {
    std::vector<std::string> arguments;
    bool ours = true;  // not those of a command behind --
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        ours = ours && argument != "--";
        const bool empty_value = ours && argument.starts_with("--") && argument.find('=') == argument.size() - 1;
        arguments.push_back(empty_value ? argument.substr(0, argument.size() - 1) : argument);
        if (empty_value) arguments.emplace_back();
    }
    std::reverse(arguments.begin(), arguments.end());
    return arguments;
}

int run_cli(int argc, char** argv) {
    std::signal(SIGXFSZ, SIG_IGN);  // a file beyond the limit is an error of the job that writes it
    try {
        return run(argc, argv);
    } catch (const StoreError& error) {
        return fail(exit_disk, error.what(), false);
    } catch (const std::bad_alloc&) {
        return fail(exit_device, "out of memory", false);
    } catch (const std::exception& error) {
        return fail(exit_failed, error.what(), false);
    }
}

}  // namespace imagelab
