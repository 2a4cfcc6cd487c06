#include "core/request/lora_use.h"
#include "core/request/rows/rows.h"

namespace imagelab::field {
namespace {

template <class Part>
auto of_hires(Part Hires::*part) {
    return [part](auto& request) -> auto& {
        return request.hires.*part;
    };
}

template <class Part>
Row only_with_hires(Row row, Part Hires::*part) {
    return only_where(
        std::move(row), of_hires(part), [](const Request& request) { return request.hires.scale != 1; },
        "its default where hyperparameters.hires.scale is 1: say how much larger (--hires 1.5)");
}

// A value of the hires pass in A1111's text (modules/processing.py): left out where there is none.
template <class Value>
std::function<std::string(const Request&)> with_hires(Value value) {
    return [value](const Request& request) { return request.hires.scale > 1 ? value(request.hires) : std::string(); };
}

// As A1111 calls it: "Latent", "Lanczos", a network by its file's stem.
std::string called(const std::string& upscaler) {
    if (upscaler == "latent") return "Latent";
    if (upscaler == "lanczos") return "Lanczos";
    return network_stem(upscaler);
}

Row upscaler() {
    Row row = text("postprocessing.upscaler", &Request::upscaler);
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        const auto name = value.get<std::string>();
        request.upscaler = is_none(name) ? "" : name;
    };
    return row;
}

}  // namespace

std::vector<Row> enlarging_rows() {
    return {
        number("hyperparameters.hires.scale", of_hires(&Hires::scale), 1, 4)
            .in_schema("maximum", 4)
            .key("Hires upscale", with_hires([](const Hires& hires) { return number_text(hires.scale); }))
            .opt("--hires", "X")
            .on_axis("hires")
            .means("The picture is drawn once more at so many times its size (hires pass); default 1: it is not"),
        only_with_hires(integer("hyperparameters.hires.steps", of_hires(&Hires::steps), 0, 1000), &Hires::steps)
            .key("Hires steps", with_hires([](const Hires& hires) { return hires.steps > 0 ? std::to_string(hires.steps) : ""; }))
            .opt("--hires-steps", "N")
            .on_axis("hires_steps")
            .means("Steps of the hires pass, all of which run; default 0: as the first pass"),
        only_with_hires(number("hyperparameters.hires.strength", of_hires(&Hires::strength), 0, 1).in_schema("maximum", 1),
                        &Hires::strength)
            .opt("--hires-strength", "X")
            .on_axis("hires_strength")
            .means("How much of the noise schedule the hires pass goes through, 0 to 1; more changes more; default 0.7"),
        only_with_hires(text("hyperparameters.hires.upscaler", of_hires(&Hires::upscaler)), &Hires::upscaler)
            .may_be("latent, lanczos, path or name")
            .key("Hires upscaler", with_hires([](const Hires& hires) { return called(hires.upscaler); }))
            .opt("--hires-upscaler", "NAME")
            .means("What enlarges before the hires pass: latent (default), lanczos, or an upscaler as postprocessing.upscaler"),
        only_with_hires(integer("hyperparameters.hires.tile", of_hires(&Hires::tile), 0, 4096), &Hires::tile)
            .opt("--hires-tile", "N")
            .means(
                "The hires pass draws in tiles of so many pixels a side that share a quarter with their neighbours, each with its own part "
                "of a ControlNet's picture, so that memory does not grow with the picture, which is read and decoded in the same tiles; "
                "default 0: the whole picture at once"),
        upscaler()
            .standard()
            .may_be("path or name")
            .key("Postprocess upscaler", [](const Request& request) { return request.upscaler.empty() ? "" : called(request.upscaler); })
            .opt("--upscaler", "NAME")
            .means("Network that enlarges the finished picture: a file (.pth, .safetensors, ncnn's .param), realesr-animevideov3 (bundled, "
                   "x4), a name of "
                   "the library, "
                   "or lanczos; empty or \"none\": none"),
        optional_number("postprocessing.upscale", &Request::upscale, 1, 8)
            .key("Postprocess upscale by", [](const Request& request) { return request.upscale ? number_text(*request.upscale) : ""; })
            .opt("--upscale", "X")
            .means(
                "How many times larger the finished picture becomes, without an upscaler by Lanczos; absent: as the upscaler was trained"),
    };
}

}  // namespace imagelab::field
