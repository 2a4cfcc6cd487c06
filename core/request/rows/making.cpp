#include <algorithm>
#include <iterator>

#include "core/request/rows/rows.h"

namespace imagelab::field {
namespace {

Row dtype() {
    Row row = choice<std::optional<DType>>("performance.dtype", &Request::dtype,
                                           {{DType::f32, {"fp32", "f32"}}, {DType::f16, {"fp16", "f16"}}, {DType::bf16, {"bf16", "bf16"}}, {DType::i8, {"int8", "int8"}}});
    row.wrong = [](const Request& request) {
        constexpr DType known[] = {DType::f32, DType::f16, DType::bf16, DType::i8};
        const bool good = !request.dtype || std::find(std::begin(known), std::end(known), *request.dtype) != std::end(known);
        return good ? "" : is_not(std::string(dtype_name(*request.dtype)), "f32, f16, bf16 or int8");
    };
    return row;
}

// Device names of other programs' payloads become ours: cuda:0 is the best device there is, cuda:1 a certain one.
std::string device_of(const std::string& name) {
    if (name.empty() || name == "cuda" || name == "cuda:0" || name == "gpu") return "auto";
    if (name.starts_with("cuda:")) return "vulkan:" + name.substr(5);
    return name;
}

bool is_device_name(const std::string& name) {
    if (name == "auto" || name == "cpu") return true;
    const std::string prefix = "vulkan:";
    const std::string number = name.starts_with(prefix) ? name.substr(prefix.size()) : "";
    return !number.empty() && number.size() <= 3 && number.find_first_not_of("0123456789") == std::string::npos;
}

Row device() {
    Row row = text("performance.device", &Request::device);
    row.read = [](const json& value, const json&, Request& request, Problems&) { request.device = device_of(value.get<std::string>()); };
    row.wrong = [](const Request& request) {
        return is_device_name(request.device) ? "" : is_not(quoted(request.device), "auto, cpu or vulkan:N");
    };
    return row;
}

Row format() {
    std::vector<std::pair<std::optional<PictureFormat>, RequestField::Choice>> words;
    for (const PictureFormat kind : {PictureFormat::png, PictureFormat::jpeg, PictureFormat::webp, PictureFormat::tiff, PictureFormat::exr,
                                     PictureFormat::npy, PictureFormat::latents}) {
        const std::string name(picture_format_name(kind));
        words.push_back({kind, {name, name}});
    }
    return choice<std::optional<PictureFormat>>("output.format", &Request::format, words);
}

Row bits() {
    Row row = integer("output.bits", &Request::bits, 8, 16).in_schema("enum", {8, 16}).may_be("8 or 16");
    row.wrong = [](const Request& request) {
        return request.bits == 8 || request.bits == 16 ? "" : is_not(std::to_string(request.bits), "8 or 16");
    };
    return row;
}

}  // namespace

std::vector<Row> making_rows() {
    return {
        dtype()
            .standard()
            .of_making()
            .opt("--dtype", "NAME")
            .means("Arithmetic; default: the device's best. int8 (on processors) rounds what the denoiser multiplies to 8 bits: faster, half of "
                   "its memory, a picture that differs a little. A device that lacks it refuses and says what it has"),
        device()
            .standard()
            .of_making()
            .always_written()
            .may_be("auto, cpu or vulkan:N")
            .opt("--device", "NAME")
            .means("Device, see `imagelab devices`; auto (default) is the best one; cuda and cuda:0 are auto, cuda:N is vulkan:N"),
        integer("performance.threads", &Request::threads, 0, 1024)
            .of_making()
            .always_written()
            .may_be("an integer from 0 (one a core) to 1024")
            .opt("--threads", "N")
            .means("Processor threads"),
        integer("performance.memory_budget", &Request::memory_budget, 0, std::numeric_limits<int64_t>::max())
            .of_making()
            .in("bytes")
            .may_be("bytes, 0 (what is free) or more")
            .opt("--memory-budget", "SIZE")
            .means("Device memory to use, on the command line also as 6G or 512M; weights that do not fit are "
                   "streamed where the device can"),
        without_effect("performance.xformers", {{"type", "boolean"}})
            .standard()
            .may_be("true or false")
            .means("Attention never stores all its scores here; no effect on pictures"),
        text("output.path", &Request::output)
            .of_making()
            .always_written()
            .opt("--output", "PATH")
            .may_be("path")
            .means("A file (.png, .jpg, .webp, .tif, .exr, .npy, .safetensors; a batch becomes NAME-1.png ...) or a folder "
                   "(TIME_SEED_PROMPT.png, never "
                   "overwritten); empty: ./output_images"),
        text("output.name", &Request::output_name)
            .of_making()
            .opt("--name", "PATTERN")
            .means("Names of files in a folder, without extension, of {date} {time} {seed} {words} {model} {sampler} {steps} {guidance} "
                   "{width} {height} {profile}; default {date}-{time}_{seed}_{words}"),
        format()
            .of_making()
            .opt("--format", "NAME")
            .means(
                "Format of the file; absent: by its name, png in a folder. npy: NumPy's float32 [height, width, 3] from 0 to 1; latents: a "
                ".safetensors file that conditioning.init_latents takes back"),
        integer("output.quality", &Request::quality, 1, 100)
            .of_making()
            .in_schema("maximum", 100)
            .opt("--quality", "N")
            .means("Of JPEG and WebP; default 95; WebP at 100 loses nothing"),
        bits()
            .of_making()
            .opt("--bits", "N")
            .means("Of each channel of a PNG or TIFF: 8 (default), or 16, which keeps what the model drew between two of 255 steps"),
    };
}

}  // namespace imagelab::field
