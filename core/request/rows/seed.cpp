#include "core/base/number.h"
#include "core/request/replay.h"
#include "core/request/rows/rows.h"

namespace imagelab::field {
namespace {

Row seed_at(const std::string& path, Seed Request::*member) {
    Row row(path, RequestField::Type::integer, {{"type", "integer"}});
    row.allowed = "an integer from 0 to 18446744073709551615, or -1 to draw one";
    bind(row, member);
    row.read = [path, member](const json& value, const json&, Request& request, Problems& problems) {
        const auto seed = seed_of(value.dump());
        if (!seed) problems.push_back(path + ": " + seed.error());
        if (seed) request.*member = *seed;
    };
    row.write = [member](const Request& request) { return json(request.*member); };
    return row;
}

// With a program comes whose random numbers it takes.
Row like() {
    Row row = choice<LikeProgram>("hyperparameters.like", &Request::like,
                                  {{LikeProgram::diffusers, {"diffusers", "diffusers"}},
                                   {LikeProgram::a1111, {"a1111", "a1111"}},
                                   {LikeProgram::forge, {"forge", "forge"}},
                                   {LikeProgram::comfyui, {"comfyui", "comfyui"}}});
    row.read = [read = row.read](const json& value, const json& payload, Request& request, Problems& problems) {
        read(value, payload, request, problems);
        request.noise_source = usual_noise(request.like);
    };
    return row;
}

Row noise_source() {
    Row row = choice<NoiseSource>(
        "hyperparameters.noise_source", &Request::noise_source,
        {{NoiseSource::cpu, {"cpu", "cpu"}}, {NoiseSource::nv, {"nv", "nv"}}, {NoiseSource::comfy, {"comfy", "comfy"}}});
    row.write = [write = row.write](const Request& request) {
        return request.noise_source == usual_noise(request.like) ? json() : write(request);
    };
    return row;
}

std::string seed_size_text(const Request& request) {
    return std::to_string(request.seed_resize_from.width) + "x" + std::to_string(request.seed_resize_from.height);
}

Row variation_seed() {
    Row row = seed_at("hyperparameters.variation_seed", &Request::variation_seed);
    row.wrong = [](const Request& request) {
        const bool alone = !request.variation_seed.is_open() && request.variation_strength == 0;
        return alone ? is_not(request.variation_seed.text(), "-1 where hyperparameters.variation_strength is 0: say how far to turn") : "";
    };
    return row;
}

constexpr int largest_seed_side = 4096;

bool is_seed_side(int pixels) {
    return pixels >= 8 && pixels <= largest_seed_side && pixels % 8 == 0;
}

Row seed_resize_from() {
    Row row("hyperparameters.seed_resize_from", RequestField::Type::text, {{"type", "string"}});
    bind(row, &Request::seed_resize_from);
    row.allowed = "WIDTHxHEIGHT, each a multiple of 8 from 8 to " + std::to_string(largest_seed_side) + ", or empty";
    row.read = [path = row.path, allowed = row.allowed](const json& value, const json&, Request& request, Problems& problems) {
        const auto written = value.get<std::string>();
        request.seed_resize_from = {};
        if (written.empty()) return;
        const size_t times = written.find('x');
        const auto width = parsed_number(written.substr(0, times));
        const auto height = times == written.npos ? std::nullopt : parsed_number(written.substr(times + 1));
        for (const auto& side : {width, height}) {
            if (!side || *side < 0 || *side > largest_seed_side || *side != static_cast<int>(*side))
                return problems.push_back(path + ": " + is_not(quoted(written), allowed));
        }
        request.seed_resize_from = {static_cast<int>(*width), static_cast<int>(*height)};
    };
    row.write = [](const Request& request) { return request.seed_resize_from == SeedSize() ? json() : json(seed_size_text(request)); };
    row.wrong = [allowed = row.allowed](const Request& request) {
        const SeedSize& size = request.seed_resize_from;
        const bool good = size == SeedSize() || (is_seed_side(size.width) && is_seed_side(size.height));
        return good ? "" : is_not(quoted(seed_size_text(request)), allowed);
    };
    return row;
}

}  // namespace

std::vector<Row> seed_rows() {
    return {
        seed_at("hyperparameters.seed", &Request::seed)
            .needed()
            .always_written()
            .key("Seed")
            .opt("--seed", "N")
            .on_axis("seed")
            .means("The same seed gives the same picture; -1 (default) draws one; picture i of a batch has seed + i"),
        integer("hyperparameters.batch_size", &Request::batch, 1, 64)
            .standard()
            .of_making()
            .always_written()
            .opt("--batch-size", "N")
            .means("Pictures to make; default 1"),
        like()
            .opt("--like", "NAME")
            .means("The program whose numbers the settings mean: noise levels of schedules, first latents, weights of words, steps of "
                   "image to image "
                   "and, unless noise_source says otherwise, random numbers; diffusers (default), a1111, forge or comfyui; settings of a "
                   "picture "
                   "made there bring it"),
        noise_source()
            .key("RNG", nullptr)
            .opt("--noise-source", "NAME")
            .means("Whose random numbers the noise is made of, to make another program's picture again: torch's on the processor (cpu, "
                   "default), torch's on an NVIDIA GPU (nv), or one draw for a whole batch as ComfyUI (comfy)"),
        variation_seed()
            .key("Variation seed",
                 [](const Request& request) { return request.variation_strength > 0 ? json(request.variation_seed).dump() : ""; })
            .opt("--variation-seed", "N")
            .means("Seed of a second noise, towards which the first one is turned by variation_strength; -1 (default) draws one"),
        number("hyperparameters.variation_strength", &Request::variation_strength, 0, 1)
            .in_schema("maximum", 1)
            .key("Variation seed strength")
            .opt("--variation-strength", "X")
            .on_axis("variation_strength")
            .means("How far the first noise is turned towards that of variation_seed, 0 to 1; default 0"),
        seed_resize_from()
            .in("pixels")
            .key("Seed resize from",
                 [](const Request& request) { return request.seed_resize_from == SeedSize() ? "" : seed_size_text(request); })
            .opt("--seed-resize", "WxH")
            .means(
                "The first noise is drawn at this size and stands in the middle of that of the picture's (A1111's seed resize), so that a "
                "seed keeps its picture at another size; empty (default): it is not"),
    };
}

}  // namespace imagelab::field
