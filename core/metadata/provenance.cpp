#include "core/metadata/provenance.h"

#include <nlohmann/json.hpp>

#include "core/request/picture_seed.h"
#include "core/request/replay.h"

namespace imagelab {

std::vector<PictureText> picture_texts(const Request& as_run, int index, const A1111Model& model, const std::vector<std::string>& notes) {
    const Request one = request_of_picture(as_run, index);
    nlohmann::json request = request_to_json(one);
    if (!model.sha256.empty()) request["model"]["hash"] = model.sha256;
    if (!model.vae_sha256.empty()) request["model"]["vae_hash"] = model.vae_sha256;
    if (!model.refiner.sha256.empty()) request["model"]["refiner_hash"] = model.refiner.sha256;
    std::vector<PictureText> texts{{"parameters", a1111_text(one, model)}, {"imagelab_request", request.dump()}};
    std::string lines;
    for (const std::string& note : notes) lines += (lines.empty() ? "" : "\n") + note;
    if (!lines.empty()) texts.push_back({"imagelab_notes", lines});
    if (const auto verdicts = replay_json(one); !verdicts.empty()) texts.push_back({"imagelab_replay", verdicts.dump()});
    if (const auto& decision = model.refiner.decision) {
        nlohmann::json said = {{"strength", decision->strength}, {"score", decision->quality.score()}};
        for (const auto& [name, value] : decision->quality.parts()) said["parts"][name] = value;
        texts.push_back({"imagelab_refiner", said.dump()});
    }
    return texts;
}

}  // namespace imagelab
