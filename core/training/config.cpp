#include "core/training/config.h"

#include <nlohmann/json.hpp>

#include "core/training/fields.h"

namespace imagelab {
namespace {

using nlohmann::json;

constexpr std::string_view of_optimizer = "optimizer.";

void read_optimizer(TrainingConfig& config, const json& value) {
    if (!value.is_object()) throw BadField("optimizer", "an object is wanted: {\"type\": \"adamw\", ...}");
    const TrainingField& type = *find_training_field("optimizer.type");
    // Which of them first: what is usual follows from it.
    if (value.contains("type") && !value.at("type").is_null()) type.read(config, value.at("type"));
    for (const auto& [name, given] : value.items()) {
        if (given.is_null() || name == "type") continue;
        const std::string path = std::string(of_optimizer) + name;
        const TrainingField* field = find_training_field(path);
        if (field == nullptr) throw BadField(path, "there is no such field");
        if (!has_field(config.optimizer.kind, *field)) throw BadField(path, type.write(config).get<std::string>() + " has no such field");
        field->read(config, given);
    }
}

// What does not go together.
void check_together(const TrainingConfig& config) {
    if (config.inverts_text() && config.token.empty())
        throw BadField("token", "the word that stands for the vectors in prompts is needed, such as \"redfox\"");
    if (config.inverts_text() && config.text_encoders) throw BadField("text_encoders", "a textual inversion changes no layers");
    if (config.patience > 0 && config.validation_share <= 0)
        throw BadField("patience", "it counts measures on pictures that are held out; give validation_share, such as 0.1");
    const bool lyco = config.network == TrainedKind::loha || config.network == TrainedKind::lokr;
    if (lyco && config.naming == LoraNaming::diffusers)
        throw BadField("naming", "diffusers has no names for LoHa and LoKr; kohya, which LyCORIS uses too, is wanted");
    if (config.optimizer.kind == OptimizerKind::prodigy && config.text_encoder_learning_rate &&
        *config.text_encoder_learning_rate != config.learning_rate)
        throw BadField("text_encoder_learning_rate", "Prodigy finds one rate for all that is trained; leave it out");
    if (!config.class_prompt.empty() && config.class_images.empty())
        throw BadField("class_prompt", "it is said of pictures in class_images, which is needed then");
    if (config.tagger.empty() && !config.trigger_word.empty())
        throw BadField("trigger_word", "it stands in front of a tagger's tags; give tagger, such as auto");
    if (config.tagger.empty() && config.write_captions)
        throw BadField("write_captions", "a tagger's captions are written; give tagger, such as auto");
    if (config.keep_tokens > 0 && config.shuffle_captions == 0)
        throw BadField("keep_tokens", "the parts of captions stay where they are; give shuffle_captions, such as 16");
    if (config.step_examples() > 65536)
        throw BadField("gradient_accumulation_steps", "a step of " + std::to_string(config.step_examples()) +
                                                          " pictures is more than 65536; take fewer");
}

void write_field(json& object, const TrainingField& field, const json& value) {
    if (field.name.starts_with(of_optimizer))
        object["optimizer"][field.name.substr(of_optimizer.size())] = value;
    else
        object[field.name] = value;
}

}  // namespace

OptimizerConfig usual_optimizer(OptimizerKind kind) {
    OptimizerConfig config;
    config.kind = kind;
    if (kind == OptimizerKind::lion) config.beta2 = 0.99;
    if (kind == OptimizerKind::prodigy || kind == OptimizerKind::adafactor) config.weight_decay = 0;
    if (kind == OptimizerKind::adafactor) config.eps = 1e-30;
    return config;
}

TrainingConfig training_config(const json& object) {
    if (!object.is_object()) throw BadField("configuration", "a JSON object is wanted");
    TrainingConfig config;
    for (const auto& [name, value] : object.items()) {
        const TrainingField* field = name.find('.') == std::string::npos ? find_training_field(name) : nullptr;
        if (field == nullptr && name != "optimizer") throw BadField(name, "there is no such field of a training configuration");
        if (value.is_null()) continue;
        if (field != nullptr)
            field->read(config, value);
        else
            read_optimizer(config, value);
    }
    if (!object.contains("alpha") || object.at("alpha").is_null()) config.alpha = config.rank;
    if (config.images.empty() && !config.dataset) throw BadField("images", "a folder of pictures is needed");
    if (!config.images.empty() && config.dataset) throw BadField("dataset", "either images or dataset, not both");
    if (config.output.empty() || config.output.ends_with('/')) throw BadField("output", "the name of a file is wanted");
    if (config.device.empty()) throw BadField("device", "auto or the id of a device is wanted");
    check_together(config);
    return config;
}

json what_is_computed(const TrainingConfig& config) {
    json object;
    for (const TrainingField& field : training_fields()) {
        if (field.computes && has_field(config.optimizer.kind, field)) write_field(object, field, field.write(config));
    }
    return object;
}

json to_json(const TrainingConfig& config) {
    json object;
    for (const TrainingField& field : training_fields()) {
        if (!has_field(config.optimizer.kind, field)) continue;
        const json value = field.write(config);
        const bool models = (field.name == "width" || field.name == "height") && value == 0;
        if (!value.is_null() && !models) write_field(object, field, value);
    }
    return object;
}

}  // namespace imagelab
