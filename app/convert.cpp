#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/interrupt.h"
#include "app/json_output.h"
#include "app/progress.h"
#include "app/subcommand.h"
#include "core/base/bytes.h"
#include "core/weights/convert_file.h"

namespace imagelab {
namespace {

struct ConvertOptions {
    std::string in, out, dtype, quantize;
    bool json = false;
};

int convert(const ConvertOptions& options) {
    const CancelToken cancel;
    const InterruptGuard guard(cancel);
    PercentDisplay display(!options.json);
    try {
        const auto converted = convert_file(
            {options.in, options.out, options.dtype + options.quantize}, [&](double share) { display.show(share); }, cancel);
        if (!converted) return fail(exit_failed, converted.error(), options.json);
        if (options.json) {
            print_json(
                {{"path", options.out}, {"bytes", converted->bytes}, {"tensors", converted->tensors}, {"narrowed", converted->narrowed}});
        } else {
            std::printf("%s  %s, %zu tensors, %zu of 8 bits or fewer\n", options.out.c_str(), readable_bytes(converted->bytes).c_str(),
                        converted->tensors, converted->narrowed);
        }
        return exit_done;
    } catch (const Cancelled&) {
        return fail(exit_cancelled, "stopped; nothing was written", options.json);
    }
}

}  // namespace

Subcommands add_convert_commands(CLI::App& app) {
    auto options = std::make_shared<ConvertOptions>();
    CLI::App* command = app.add_subcommand("convert", "Write a file of weights in another format or precision, by the new name's ending");
    command->add_option("IN", options->in, "A .safetensors, .ckpt, .pt, .bin or .gguf file")->required()->type_name("FILE");
    command->add_option("OUT", options->out, "The new file: .safetensors or .gguf")->required()->type_name("FILE");
    auto* dtype = command->add_option("--dtype", options->dtype, "Of its numbers (default: as they are)")
                      ->type_name("NAME")
                      ->check(CLI::IsMember({"f32", "f16", "bf16", "f8_e4m3", "f8_e5m2"}));
    command
        ->add_option("--quantize", options->quantize,
                     "Blocks of few bits for the large matrices: int8 in .safetensors, the others in .gguf")
        ->type_name("NAME")
        ->check(CLI::IsMember({"int8", "q8_0", "q5_1", "q5_0", "q4_1", "q4_0"}))
        ->excludes(dtype);
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer(
        "\nWith 8 bits or fewer go matrices and kernels; biases, norms, embeddings and the VAE keep 16 or 32.\n"
        "\n  imagelab convert old.ckpt new.safetensors --dtype f16\n  imagelab convert model.safetensors small.gguf --quantize q8_0\n");
    return {{command, [options] { return convert(*options); }}};
}

}  // namespace imagelab
