#include "tests/support/golden_pictures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/samplers/sampler_info.h"
#include "tests/support/golden.h"

namespace imagelab::test {
namespace {

using Json = nlohmann::json;

template <class T>
T one_of(const Json& name, const std::map<std::string, T>& known) {
    const auto found = known.find(name.get<std::string>());
    if (found == known.end()) throw Error("[golden] unknown " + name.dump());
    return found->second;
}

Request request_of(const Json& entry, const std::filesystem::path& folder) {
    Request request;
    request.model = entry.contains("model") ? small_model_dir(entry.at("model")).string() : folder.string();
    if (const std::string refiner = entry.value("refiner", ""); !refiner.empty()) {
        request.refiner = small_model_dir(refiner).string();
        request.refiner_start = entry.at("refiner_start");
        if (entry.contains("refiner_strength")) request.refiner_strength = entry.at("refiner_strength").get<double>();
    }
    if (const std::string vae = entry.value("vae", ""); !vae.empty()) request.vae = golden_path(vae).string();
    request.prompt = entry.at("prompt");
    if (!entry.at("negative_prompt").is_null()) request.negative_prompt = entry.at("negative_prompt").get<std::string>();
    request.width = entry.at("width");
    request.height = entry.at("height");
    request.steps = entry.at("steps");
    request.guidance = entry.at("guidance");
    request.guidance_rescale = entry.value("guidance_rescale", 0.0);
    request.guidance_start = entry.value("guidance_start", 0.0);
    request.guidance_end = entry.value("guidance_end", 1.0);
    request.pag_scale = entry.value("pag_scale", 0.0);
    request.seg_scale = entry.value("seg_scale", 0.0), request.seg_blur = entry.value("seg_blur", 0.0);
    request.nag_scale = entry.value("nag_scale", 0.0);
    request.deep_cache = entry.value("deep_cache", 1);
    request.zero_star = entry.value("cfg_zero_star", false);
    request.mimic_scale = entry.value("mimic_scale", 0.0), request.threshold_percentile = entry.value("threshold_percentile", 1.0);
    if (const Json apg = entry.value("apg", Json()); !apg.is_null()) request.projection = {apg.at(0), apg.at(1), apg.at(2)};
    if (const Json free_u = entry.value("freeu", Json()); !free_u.is_null())
        request.free_u = {free_u.at(0), free_u.at(1), free_u.at(2), free_u.at(3)};
    for (const Json& item : entry.value("regions", Json::array())) {
        Region& region = request.regions.emplace_back(Region{item.at("prompt")});
        if (item.contains("negative_prompt")) region.negative_prompt = item.at("negative_prompt").get<std::string>();
        region.left = item.value("left", 0.0), region.top = item.value("top", 0.0);
        region.right = item.value("right", 1.0), region.bottom = item.value("bottom", 1.0);
        region.weight = item.value("weight", 1.0);
        if (item.contains("mask")) region.mask = (folder / item.at("mask").get<std::string>()).string();
    }
    request.clip_skip = entry.value("clip_skip", 0);
    request.seed = entry.at("seed").get<uint64_t>();
    request.batch = entry.at("batch");
    request.like = one_of<LikeProgram>(entry.value("like", "diffusers"), {{"diffusers", LikeProgram::diffusers},
                                                                          {"a1111", LikeProgram::a1111},
                                                                          {"forge", LikeProgram::forge},
                                                                          {"comfyui", LikeProgram::comfyui}});
    request.noise_source = one_of<NoiseSource>(entry.value("noise_source", "cpu"),
                                               {{"cpu", NoiseSource::cpu}, {"nv", NoiseSource::nv}, {"comfy", NoiseSource::comfy}});
    if (entry.contains("variation_seed")) {
        request.variation_seed = entry.at("variation_seed").get<uint64_t>();
        request.variation_strength = entry.at("variation_strength");
    }
    if (entry.contains("seed_resize_from"))
        request.seed_resize_from = {entry.at("seed_resize_from").at(0), entry.at("seed_resize_from").at(1)};
    const SamplerInfo* sampler = sampler_named(entry.at("sampler").get<std::string>());
    if (!sampler) throw Error("[golden] unknown sampler " + entry.at("sampler").dump());
    request.sampler = sampler->kind;
    if (entry.at("spacing") != "published") {
        const ScheduleInfo* spacing = schedule_named(entry.at("spacing").get<std::string>());
        if (!spacing) throw Error("[golden] unknown spacing " + entry.at("spacing").dump());
        request.spacing = spacing->kind;
    }
    if (entry.contains("eta")) request.step_noise.eta = entry.at("eta").get<double>();
    if (entry.contains("sigmas")) request.sigmas = entry.at("sigmas").get<std::vector<double>>();
    const std::string init_image = entry.at("init_image");
    if (!init_image.empty()) request.init_image = (folder / init_image).string();
    request.strength = entry.at("strength");
    if (const std::string mask = entry.value("mask", ""); !mask.empty()) {
        request.mask.file = (folder / mask).string();
        request.mask.blur = entry.value("mask_blur", 0);
        request.mask.padding = entry.value("mask_padding", InpaintMask().padding);
        request.mask.area = entry.value("mask_area", "picture") == "masked" ? MaskArea::masked : MaskArea::picture;
        request.mask.soft = entry.value("mask_soft", false);
        request.mask.fill = one_of<MaskFill>(entry.value("mask_fill", "original"), {{"original", MaskFill::original},
                                                                                    {"noise", MaskFill::noise},
                                                                                    {"neighbours", MaskFill::neighbours},
                                                                                    {"nothing", MaskFill::nothing},
                                                                                    {"grey", MaskFill::grey}});
    }
    request.aspect_bins = entry.value("aspect_bins", true);
    if (entry.contains("hires")) {
        const Json& hires = entry.at("hires");
        request.hires = {hires.at("scale"), hires.at("steps"), hires.at("strength"), hires.at("upscaler")};
    }
    for (const Json& use : entry.value("loras", Json::array())) {
        const double scale = use.at(1), text = use.at(2);
        request.loras.push_back(
            {(folder / use.at(0).get<std::string>()).string(), scale, text == scale ? std::nullopt : std::optional(text)});
    }
    for (const Json& use : entry.value("control_nets", Json::array())) {
        const auto type = one_of<ControlType>(
            use.value("type", "none"),
            {{"none", ControlType::none}, {"depth", ControlType::depth}, {"pose", ControlType::pose}, {"tile", ControlType::tile}});
        request.control_nets.push_back({type, use.at("weight"), small_model_dir(use.at("net")).string(),
                                        (folder / use.at("image").get<std::string>()).string(), use.at("start"), use.at("end"),
                                        one_of<ControlMode>(use.at("mode"), {{"balanced", ControlMode::balanced},
                                                                             {"prompt", ControlMode::prompt},
                                                                             {"control", ControlMode::control}})});
    }
    for (const Json& use : entry.value("references", Json::array())) {
        request.references.push_back({(folder / use.at("image").get<std::string>()).string(),
                                      (small_model_dir("ip64") / "sdxl_models" / use.at("adapter").get<std::string>()).string(),
                                      use.at("scale"), use.at("start"), use.at("end")});
        ReferenceUse& read = request.references.back();
        if (use.contains("mask")) read.mask = (folder / use.at("mask").get<std::string>()).string();
        read.mode = one_of<ReferenceMode>(use.value("mode", "all"), {{"all", ReferenceMode::all},
                                                                     {"style", ReferenceMode::style},
                                                                     {"composition", ReferenceMode::composition},
                                                                     {"style_composition", ReferenceMode::style_composition}});
    }
    if (entry.contains("unet")) request.unet = small_model_dir(entry.at("unet").get<std::string>()).string();
    if (entry.contains("prediction"))
        request.prediction = one_of<PredictionChoice>(
            entry.at("prediction"), {{"epsilon", PredictionChoice::epsilon}, {"v_prediction", PredictionChoice::v_prediction}});
    if (entry.contains("zero_snr")) request.zero_snr = entry.at("zero_snr").get<bool>();
    return request;
}

// u8 [batch, height, width, 3], read as floats.
std::vector<RgbImage> images_of(const naive::HostTensor& tensor) {
    std::vector<RgbImage> images(tensor.shape.at(0));
    auto value = tensor.values.begin();
    for (RgbImage& image : images) {
        image.height = static_cast<int>(tensor.shape.at(1));
        image.width = static_cast<int>(tensor.shape.at(2));
        image.pixels.resize(size_t{3} * image.width * image.height);
        for (uint8_t& pixel : image.pixels) pixel = static_cast<uint8_t>(*value++);
    }
    return images;
}

}  // namespace

std::vector<GoldenPicture> golden_pictures(const std::string& model, const std::string& list) {
    const auto folder = small_model_dir(model);
    const auto tensors = read_tensors(folder / (list + ".safetensors"));
    std::vector<GoldenPicture> pictures;
    for (const Json& entry : Json::parse(read_text_file(folder / (list + ".json")))) {
        const std::string name = entry.at("name");
        pictures.push_back({name, request_of(entry, folder), images_of(tensors.at(name))});
    }
    return pictures;
}

PictureError picture_error(const RgbImage& actual, const RgbImage& expected) {
    if (actual.width != expected.width || actual.height != expected.height || actual.pixels.size() != expected.pixels.size()) {
        return {INFINITY, INFINITY};
    }
    PictureError error;
    for (size_t i = 0; i < expected.pixels.size(); ++i) {
        const double difference = std::abs(int{actual.pixels[i]} - int{expected.pixels[i]});
        error.mean += difference / expected.pixels.size();
        error.worst = std::max(error.worst, difference);
    }
    return error;
}

}  // namespace imagelab::test
