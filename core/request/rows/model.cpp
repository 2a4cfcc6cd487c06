#include "core/request/rows/rows.h"

#include "core/base/number.h"
#include "core/base/utf8.h"

namespace imagelab::field {
namespace {

Row vae() {
    Row row = text("model.vae", &Request::vae);
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        const auto name = value.get<std::string>();
        request.vae = is_none(name) || name == "default" || name == request.model ? "" : name;
    };
    return row;
}

Row vae_mix() {
    Row row("model.vae_mix", RequestField::Type::list, json::parse(R"({"type": "array", "items": {"type": "object",
        "required": ["name", "share"], "properties": {"name": {"type": "string"}, "share": {"type": "number", "minimum": 0, "maximum": 1}}}})"));
    row.allowed = "a list of `name` (path, or name in the library) and `share` (0 to 1, together at most 1)";
    bind(row, &Request::vae_mix);
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        request.vae_mix.clear();
        for (const json& use : value) request.vae_mix.push_back({use.at("name").get<std::string>(), use.at("share").get<double>()});
    };
    row.write = [](const Request& request) {
        json list = json::array();
        for (const VaeShare& use : request.vae_mix) list.push_back({{"name", use.name}, {"share", use.share}});
        return list;
    };
    row.item = [](const std::string& word) -> Result<json> {
        const size_t colon = word.rfind(':');
        const auto share = colon == std::string::npos ? std::nullopt : parsed_number(word.substr(colon + 1));
        if (!share || colon == 0)
            return Failure{quoted(word) + " names no VAE with its share; allowed: VAE:SHARE, as other.safetensors:0.3"};
        return json{{"name", word.substr(0, colon)}, {"share", *share}};
    };
    row.wrong = [allowed = row.allowed](const Request& request) {
        double sum = 0;
        for (const VaeShare& use : request.vae_mix) {
            if (trimmed(use.name).empty()) return is_not("a VAE without a name", "a path, or a name in the library");
            if (!(use.share >= 0 && use.share <= 1)) return is_not("share " + number_text(use.share), "a number from 0 to 1");
            sum += use.share;
        }
        return sum <= 1 + 1e-9 ? std::string()
                               : is_not("shares of " + number_text(sum) + " together", "at most 1, which leaves model.vae the rest");
    };
    return row;
}

Row part(std::string name, std::string Request::*member, const char* option, const char* value, const char* what) {
    return text("model." + std::move(name), member).of_suites().opt(option, value).may_be("path").means(what);
}

Row refiner() {
    Row row = text("model.refiner", &Request::refiner);
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        const auto name = value.get<std::string>();
        request.refiner = is_none(name) ? "" : name;
    };
    return row;
}

// One that is named anew has not been filled in yet; what stands behind it says otherwise.
Row suite() {
    Row row = text("model.suite", &Request::suite);
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        const auto name = value.get<std::string>();
        request.suite = is_none(name) ? "" : name;
        request.suite_filled = false;
        request.suite_leaves.clear();
    };
    return row;
}

Row suite_leaves() {
    Row row("model.suite_leaves", RequestField::Type::list, json::parse(R"({"type": "array", "items": {"type": "string"}})"));
    row.allowed = "a list of paths of fields that a suite may hold";
    bind(row, &Request::suite_leaves);
    row.read = [](const json& value, const json&, Request& request, Problems&) {
        request.suite_leaves = value.get<std::vector<std::string>>();
    };
    row.write = [](const Request& request) { return json(request.suite_leaves); };
    row.wrong = [allowed = row.allowed](const Request& request) {
        for (const std::string& path : request.suite_leaves) {
            const auto fields = request_fields();
            const bool known =
                std::any_of(fields.begin(), fields.end(), [&](const RequestField& field) { return field.in_suites && field.path == path; });
            if (!known) return is_not(quoted(path), allowed);
        }
        return std::string();
    };
    return row;
}

}  // namespace

std::vector<Row> model_rows() {
    return {
        text("model.base", &Request::model)
            .of_suites()
            .needed()
            .always_written()
            .opt("--model", "MODEL")
            .on_axis("model")
            .may_be("path or name")
            .means("Diffusers folder, file of weights (.safetensors, .ckpt, .gguf ...), or a name of `imagelab models list`; empty: the "
                   "bundled model"),
        vae()
            .of_suites()
            .needed()
            .always_written()
            .opt("--vae", "VAE")
            .on_axis("vae")
            .may_be("path or name")
            .means("A VAE to use instead of the model's own: a file of weights, a folder, or a name; empty, \"none\", \"default\" or "
                   "that of the "
                   "base: the model's own"),
        vae_mix()
            .of_suites()
            .opt("--vae-mix", "VAE:SHARE")
            .means("VAEs whose weights are blended with model.vae, which keeps what their shares leave of 1"),
        part("unet", &Request::unet, "--unet", "PATH",
             "The UNet from another file or folder: a lone one (also .gguf), a component's folder, or a whole model that it is taken from"),
        part("text_encoder", &Request::text_encoder, "--text-encoder", "PATH", "The same of the first text encoder (CLIP-L)"),
        part("text_encoder_2", &Request::text_encoder_2, "--text-encoder-2", "PATH", "The same of the second text encoder (OpenCLIP bigG)"),
        part("tokenizer", &Request::tokenizer, "--tokenizer", "FOLDER", "Folder with vocab.json and merges.txt of the first text encoder"),
        part("tokenizer_2", &Request::tokenizer_2, "--tokenizer-2", "FOLDER", "The same of the second text encoder"),
        refiner()
            .of_suites()
            .needed()
            .always_written()
            .opt("--refiner", "MODEL")
            .on_axis("refiner")
            .may_be("path or name")
            .means("A second model that finishes the picture: SDXL's refiner, or any other SDXL model; empty or \"none\": none"),
        suite()
            .opt("--suite", "NAME")
            .on_axis("suite")
            .may_be("a name of `imagelab models suite list`")
            .means("A model suite: its models, parts, LoRAs and embeddings take the places that the request leaves open"),
        boolean("model.suite_filled", &Request::suite_filled)
            .means("Whether the suite's parts stand in the request already, as pictures carry it: then nothing is filled in again"),
        suite_leaves().means("Paths of fields that the suite leaves as the request has them, such as model.refiner for none; what differs "
                             "from a new request, "
                             "or stands in it (in model.base, model.vae and model.refiner not as \"\"), is left without being named here"),
        without_effect("model.hash", {{"type", "string"}})
            .may_be("text")
            .means("SHA-256 of the model's file, as pictures carry it, so that a renamed one is found; no part of what is asked for"),
        without_effect("model.vae_hash", {{"type", "string"}}).may_be("text").means("The same of the VAE's file"),
        without_effect("model.refiner_hash", {{"type", "string"}}).may_be("text").means("The same of the refiner's file"),
    };
}

}  // namespace imagelab::field
