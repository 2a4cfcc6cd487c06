#include "core/training/fields.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "core/base/number.h"

namespace imagelab {
namespace {

using nlohmann::json;
using Type = TrainingField::Type;
using Part = TrainingField::Part;

constexpr int64_t largest = 1'000'000'000, most_steps = 100'000'000;

double number_of(const std::string& field, const json& value, double least, double most, bool least_too) {
    const bool finite = value.is_number() && std::isfinite(value.get<double>());
    const double x = finite ? value.get<double>() : 0;
    if (finite && x <= most && (least_too ? x >= least : x > least)) return x;
    const std::string from = (least_too ? "of at least " : "above ") + general_text(least);
    throw BadField(field,
                   "a number " + from + (most < largest ? " and at most " + general_text(most) : "") + " is wanted, not " + value.dump());
}

// 8 and 8.0 are the same.
int64_t whole_of(const std::string& field, const json& value, int64_t least, int64_t most) {
    const bool is_whole = value.is_number_integer() || (value.is_number_float() && std::trunc(value.get<double>()) == value.get<double>() &&
                                                        std::abs(value.get<double>()) < 9e15);
    const bool beyond = value.is_number_unsigned() && value.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    const int64_t x = !is_whole || beyond ? 0 : value.is_number_float() ? static_cast<int64_t>(value.get<double>()) : value.get<int64_t>();
    if (is_whole && !beyond && x >= least && x <= most) return x;
    throw BadField(field,
                   "a whole number from " + std::to_string(least) + " to " + std::to_string(most) + " is wanted, not " + value.dump());
}

std::string text_of(const std::string& field, const json& value) {
    if (value.is_string() && value.get<std::string>().find('\0') == std::string::npos) return value.get<std::string>();
    throw BadField(field, "a text is wanted, not " + value.dump());
}

size_t place_among(const std::string& field, const json& value, const std::vector<std::string>& names) {
    std::string all;
    for (size_t i = 0; i < names.size(); ++i) {
        if (value == names[i]) return i;
        all += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
    }
    throw BadField(field, all + " is wanted, not " + value.dump());
}

// A row, and the words that describe it.
struct FieldRow : TrainingField {
    FieldRow(std::string called, Type kind) {
        name = std::move(called);
        type = kind;
        option = "--" + name;
        std::replace_if(option.begin(), option.end(), [](char c) { return c == '_' || c == '.'; }, '-');
    }
    FieldRow& means(std::string sentence) { return help = std::move(sentence), *this; }
    FieldRow& without(std::string words) { return usual = std::move(words), *this; }
    FieldRow& above() { return least_too = false, *this; }
    FieldRow& no_numbers() { return computes = false, *this; }
    FieldRow& opt(std::string word) { return option = std::move(word), *this; }
    FieldRow& whose(std::vector<OptimizerKind> kinds) { return of = std::move(kinds), *this; }
    FieldRow& in_bytes() { return bytes = true, *this; }
};

// `At` is where a value stands: a pointer to its member, or [](auto& config) -> auto& { return config.optimizer.eps; }. A member that may be
// absent is an optional.
template <class At>
using MemberAt = std::remove_cvref_t<std::invoke_result_t<At, TrainingConfig&>>;
template <class Member>
constexpr bool may_be_absent = requires(Member member) { member.has_value(); };

template <class At>
void write_member(FieldRow& row, At at) {
    row.write = [at](const TrainingConfig& config) {
        const auto& value = std::invoke(at, config);
        if constexpr (may_be_absent<MemberAt<At>>)
            return value ? json(*value) : json();
        else
            return json(value);
    };
}

template <class At>
FieldRow whole_row(std::string name, At at, int64_t least, int64_t most) {
    FieldRow row(std::move(name), Type::whole);
    row.least = static_cast<double>(least), row.most = static_cast<double>(most);
    row.read = [at, least, most, name = row.name](TrainingConfig& config, const json& value) {
        auto& member = std::invoke(at, config);
        const int64_t given = whole_of(name, value, least, most);
        if constexpr (may_be_absent<MemberAt<At>>)
            member = static_cast<typename MemberAt<At>::value_type>(given);
        else
            member = static_cast<MemberAt<At>>(given);
    };
    write_member(row, at);
    return row;
}

template <class At>
FieldRow number_row(std::string name, At at, double least, double most, bool least_too = true) {
    FieldRow row(std::move(name), Type::number);
    row.least = least, row.most = most, row.least_too = least_too;
    row.read = [at, least, most, least_too, name = row.name](TrainingConfig& config, const json& value) {
        std::invoke(at, config) = number_of(name, value, least, most, least_too);
    };
    write_member(row, at);
    return row;
}

template <class At>
FieldRow text_row(std::string name, At at) {
    FieldRow row(std::move(name), Type::text);
    row.read = [at, name = row.name](TrainingConfig& config, const json& value) { std::invoke(at, config) = text_of(name, value); };
    write_member(row, at);
    return row;
}

template <class At>
FieldRow boolean_row(std::string name, At at) {
    FieldRow row(std::move(name), Type::boolean);
    row.read = [at, name = row.name](TrainingConfig& config, const json& value) {
        if (!value.is_boolean()) throw BadField(name, "true or false is wanted, not " + value.dump());
        std::invoke(at, config) = value.get<bool>();
    };
    write_member(row, at);
    return row;
}

// Names of modules: an empty one would fit all of them.
template <class At>
FieldRow modules_row(std::string name, At at) {
    FieldRow row(std::move(name), Type::texts);
    row.read = [at, name = row.name](TrainingConfig& config, const json& value) {
        std::vector<std::string> list;
        if (value.is_array()) {
            for (const json& each : value) list.push_back(text_of(name, each));
        }
        if (list.empty()) throw BadField(name, "a list of names of modules is wanted, such as [\"to_q\", \"to_v\"]");
        for (const std::string& each : list) {
            if (each.empty()) throw BadField(name, "an empty name fits every module");
        }
        std::invoke(at, config) = std::move(list);
    };
    write_member(row, at);
    return row;
}

// An enumeration whose values are called so, in their order.
template <class At>
FieldRow choice_row(std::string name, At at, std::vector<std::string> words) {
    FieldRow row(std::move(name), Type::choice);
    row.choices = words;
    row.read = [at, words, name = row.name](TrainingConfig& config, const json& value) {
        std::invoke(at, config) = static_cast<MemberAt<At>>(place_among(name, value, words));
    };
    row.write = [at, words](const TrainingConfig& config) { return json(words.at(static_cast<size_t>(std::invoke(at, config)))); };
    return row;
}

using C = TrainingConfig;

FieldRow network_row() {
    const std::vector<std::string> words{"lora", "dora", "loha", "lokr", "textual_inversion"};
    FieldRow row("network", Type::choice);
    row.choices = words;
    row.read = [words](C& config, const json& value) {
        const size_t which = place_among("network", value, words);
        config.network = which + 1 == words.size() ? std::nullopt : std::optional(static_cast<TrainedKind>(which));
    };
    row.write = [words](const C& config) { return json(config.network ? words.at(static_cast<size_t>(*config.network)) : words.back()); };
    return row;
}

FieldRow lokr_factor_row() {
    FieldRow row = whole_row("lokr_factor", &C::lokr_factor, -1, 65536);
    row.read = [read = row.read](C& config, const json& value) {
        read(config, value);
        if (config.lokr_factor == 0) throw BadField("lokr_factor", "-1 for factors near each other, or a factor, is wanted");
    };
    return row;
}

FieldRow dtype_row() {
    const std::vector<std::string> words{"best", "f32", "bf16"};
    FieldRow row("dtype", Type::choice);
    row.choices = words;
    row.read = [words](C& config, const json& value) {
        if (value == "f16") throw BadField("dtype", "f16 ends at 6e-8, below which most gradients lie; take bf16 or f32");
        const size_t which = place_among("dtype", value, words);
        config.dtype = which == 0 ? std::nullopt : std::optional(which == 1 ? DType::f32 : DType::bf16);
    };
    row.write = [](const C& config) { return config.dtype ? json(dtype_name(*config.dtype)) : json("best"); };
    return row;
}

FieldRow more_devices_row() {
    FieldRow row("more_devices", Type::texts);
    row.read = [](C& config, const json& value) {
        if (!value.is_array()) throw BadField("more_devices", "a list of devices is wanted, such as [\"vulkan:1\"], not " + value.dump());
        std::vector<std::string> list;
        for (const json& each : value) {
            list.push_back(text_of("more_devices", each));
            if (list.back().empty() || list.back() == "auto")
                throw BadField("more_devices", "the id of each device is wanted, as `imagelab devices` says it");
        }
        config.more_devices = std::move(list);
    };
    write_member(row, &C::more_devices);
    return row;
}

FieldRow optimizer_type_row() {
    const std::vector<std::string> words{"adamw", "adamw8bit", "lion", "prodigy", "adafactor"};
    FieldRow row("optimizer.type", Type::choice);
    row.choices = words;
    row.read = [words](C& config, const json& value) {
        config.optimizer = usual_optimizer(static_cast<OptimizerKind>(place_among("optimizer.type", value, words)));
    };
    row.write = [words](const C& config) { return json(words.at(static_cast<size_t>(config.optimizer.kind))); };
    return row;
}

FieldRow betas_row() {
    FieldRow row("optimizer.betas", Type::pair);
    row.least = 0, row.most = std::nextafter(1.0, 0.0);
    row.read = [most = row.most](C& config, const json& value) {
        if (!value.is_array() || value.size() != 2) throw BadField("optimizer.betas", "two numbers are wanted, not " + value.dump());
        config.optimizer.beta1 = number_of("optimizer.betas", value[0], 0, most, true);
        config.optimizer.beta2 = number_of("optimizer.betas", value[1], 0, most, true);
    };
    row.write = [](const C& config) { return json{config.optimizer.beta1, config.optimizer.beta2}; };
    return row;
}

std::vector<FieldRow> data_rows() {
    return {text_row("images", &C::images)
                .without("needed")
                .no_numbers()
                .means("A folder of pictures; NAME.txt beside NAME.png says what it shows, or metadata.jsonl does"),
            whole_row("dataset", &C::dataset, 0, largest).without("none").no_numbers().opt({}).means(
                "Over HTTP: the number of an upload, in place of images"),
            text_row("output", &C::output)
                .no_numbers()
                .means("Where the LoRA goes; it is written under a hidden name and renamed when whole"),
            whole_row("width", &C::width, 16, 4096)
                .without("the model's")
                .means("Pictures are scaled until they cover it, and their middle is taken; a multiple of 8 pixels"),
            whole_row("height", &C::height, 16, 4096).without("the model's").means("The same of their height"),
            boolean_row("flip", &C::flip).means("Half of the examples are mirrored"),
            number_row("caption_dropout", &C::caption_dropout, 0, 1)
                .means("The share of examples that are trained with the caption \"\""),
            whole_row("shuffle_captions", &C::shuffle_captions, 0, 256)
                .means("So many orders of the parts between commas are read of each caption, and one of them is drawn each time; 0: as it "
                       "is written"),
            whole_row("keep_tokens", &C::keep_tokens, 0, 1000)
                .means("So many of these parts stay in front, as kohya's keep_tokens"),
            text_row("tagger", &C::tagger)
                .without("none")
                .no_numbers()
                .means("Pictures without a caption get tags by this WD tagger of DATA/models/taggers: its name or path; auto: the first "
                       "there"),
            text_row("trigger_word", &C::trigger_word)
                .without("none")
                .no_numbers()
                .means("Stands in front of those tags, and prompts call by it what is learnt"),
            number_row("tag_threshold", [](auto& c) -> auto& { return c.tags.general; }, 0, 1)
                .no_numbers()
                .means("From which score on such a tag counts"),
            number_row("tag_character_threshold", [](auto& c) -> auto& { return c.tags.character; }, 0, 1)
                .no_numbers()
                .means("The same of characters"),
            boolean_row("write_captions", &C::write_captions)
                .no_numbers()
                .means("What the tagger says is written as NAME.txt beside NAME.png, too"),
            boolean_row("masked_loss", &C::masked_loss)
                .means("What is wrong counts as much as NAME.mask.png beside NAME.png is bright there, or as the picture is opaque"),
            text_row("class_images", &C::class_images)
                .without("none")
                .no_numbers()
                .means("A folder of pictures of what the new thing is one of, so that this is not forgotten: as many as there are of the "
                       "new thing are trained along"),
            text_row("class_prompt", &C::class_prompt)
                .without("\"\"")
                .no_numbers()
                .means("What is said of those that have no caption of their own"),
            number_row("prior_weight", &C::prior_weight, 0, 1000).means("What their loss is multiplied by")};
}

std::vector<FieldRow> network_rows() {
    return {text_row("model", &C::model).without("the bundled one").means("Path or name of an SDXL or PixArt model"),
            network_row().means("What is trained; textual_inversion: a word"),
            whole_row("rank", &C::rank, 1, 4096).means("How much the change of a layer can hold"),
            number_row("alpha", &C::alpha, 0, 1e6, false).without("the rank").means("The change of a layer is alpha / rank B A"),
            modules_row("targets", &C::targets)
                .means("Ends of the names of linear layers inside the denoiser's transformers, in whole words between dots: ff.net.2, "
                       "proj_in"),
            lokr_factor_row().means("Of lokr: LyCORIS' factor; -1 takes factors near each other"),
            boolean_row("text_encoders", &C::text_encoders).means("Of SDXL: both CLIP encoders are trained along"),
            modules_row("text_encoder_targets", &C::text_encoder_targets)
                .means("Ends of the names of their linear layers; fc1 and fc2 are the others"),
            text_row("token", &C::token)
                .without("needed")
                .means("Of textual_inversion: the word that stands for the vectors in captions; captions without it get it in front"),
            whole_row("vectors", &C::vectors, 1, 75).means("Of textual_inversion: how many stand for it in each text encoder"),
            text_row("initializer", &C::initializer)
                .without("the token")
                .means("Of textual_inversion: the vectors begin as the tokens of this, again and again"),
            choice_row("naming", &C::naming, {"kohya", "diffusers"}).no_numbers().means("Whose names the file has")};
}

std::vector<FieldRow> learning_rows() {
    return {whole_row("steps", &C::steps, 1, most_steps).no_numbers().means("How often it learns"),
            whole_row("batch_size", &C::batch_size, 1, 1024).means("Pictures of one run of the network"),
            whole_row("gradient_accumulation_steps", &C::gradient_accumulation_steps, 1, 4096)
                .means("Runs of a step, whose gradients are averaged: the batch is so many times as large, in the memory of one"),
            number_row("learning_rate", &C::learning_rate, 0, 1e3).means("How far a step goes"),
            number_row("text_encoder_learning_rate", &C::text_encoder_learning_rate, 0, 1e3)
                .without("the learning rate")
                .means("The same of the text encoders"),
            choice_row("lr_schedule", &C::lr_schedule, {"constant", "cosine", "linear", "cosine_with_restarts", "polynomial"})
                .means("How the learning rate falls"),
            whole_row("warmup_steps", &C::warmup_steps, 0, most_steps).means("Over so many steps it rises first"),
            whole_row("lr_cycles", &C::lr_cycles, 1, 1'000'000).means("Of cosine_with_restarts"),
            number_row("lr_power", &C::lr_power, 0, 1000, false).means("Of polynomial"),
            number_row("max_grad_norm", &C::max_grad_norm, 0, largest)
                .means("A longer gradient, over all that is trained, is shortened to this; 0: none"),
            number_row("ema_decay", &C::ema_decay, 0, std::nextafter(1.0, 0.0))
                .means("What is written is the exponential mean of what was trained, as diffusers' EMAModel(decay) keeps it; 0: none"),
            whole_row("seed", &C::seed, 0, std::numeric_limits<int64_t>::max())
                .without("drawn")
                .means("The same seed makes the same LoRA, bit for bit")};
}

std::vector<FieldRow> optimizer_rows() {
    using enum OptimizerKind;
    return {optimizer_type_row().opt("--optimizer").means("How a step follows from the gradient"),
            betas_row().whose({adamw, adamw8bit, lion, prodigy}).means("How slowly the moments follow the gradients"),
            number_row("optimizer.eps", [](auto& c) -> auto& { return c.optimizer.eps; }, 0, 1, false)
                .whose({adamw, adamw8bit, prodigy, adafactor})
                .means("What keeps a division from 0"),
            number_row("optimizer.weight_decay", [](auto& c) -> auto& { return c.optimizer.weight_decay; }, 0, largest)
                .whose({adamw, adamw8bit, lion, prodigy, adafactor})
                .means("What is trained shrinks by so much times the learning rate"),
            number_row("optimizer.d0", [](auto& c) -> auto& { return c.optimizer.d0; }, 0, largest, false)
                .whose({prodigy})
                .means("The first distance"),
            number_row("optimizer.d_coef", [](auto& c) -> auto& { return c.optimizer.d_coef; }, 0, largest, false)
                .whose({prodigy})
                .means("A factor on its estimates"),
            boolean_row("optimizer.bias_correction", [](auto& c) -> auto& { return c.optimizer.bias_correction; })
                .whose({prodigy})
                .means("As Adam's"),
            boolean_row("optimizer.safeguard_warmup", [](auto& c) -> auto& { return c.optimizer.safeguard_warmup; })
                .whose({prodigy})
                .means("Its estimate does not count the learning rate, which is small in a warm-up"),
            number_row("optimizer.clip_threshold", [](auto& c) -> auto& { return c.optimizer.clip_threshold; }, 0, largest, false)
                .whose({adafactor})
                .means("Longer steps are shortened"),
            number_row("optimizer.decay_rate", [](auto& c) -> auto& { return c.optimizer.decay_rate; }, 0, 1)
                .whose({adafactor})
                .means("How fast the second moment grows slow"),
            boolean_row("optimizer.scale_parameter", [](auto& c) -> auto& { return c.optimizer.scale_parameter; })
                .whose({adafactor})
                .means("Steps in units of what is trained")};
}

std::vector<FieldRow> loss_rows() {
    return {number_row("snr_gamma", &C::snr_gamma, 0, largest)
                .means("Min-SNR weights (Hang et al. 2023): min(snr, gamma) / snr, of a model that predicts v / (snr + 1); 0: none"),
            number_row("noise_offset", &C::noise_offset, 0, 10)
                .means("So much of one normal number an example and channel is added to the noise"),
            boolean_row("zero_terminal_snr", &C::zero_terminal_snr)
                .means("Noise levels are rescaled so that the last is noise alone (Lin et al. 2023), of a model that predicts v; one that "
                       "was trained so is always")};
}

std::vector<FieldRow> watching_rows() {
    return {number_row("validation_share", &C::validation_share, 0, 0.9).means("The share of the pictures that is held out, not trained on"),
            whole_row("validation_every", &C::validation_every, 1, most_steps)
                .means("Steps between measures of the loss on them; the last step is measured, too"),
            whole_row("patience", &C::patience, 0, 1'000'000)
                .means("The run ends when so many measures in a row were no lower than the lowest, and what was best is written; 0: never"),
            whole_row("save_every", &C::save_every, 1, most_steps)
                .no_numbers()
                .means("Steps between saved states, beside the output as OUTPUT.state")};
}

std::vector<FieldRow> running_rows() {
    return {dtype_row().means("Arithmetic; best: f32 on the processor, bf16 on a GPU that has it"),
            text_row("device", &C::device).no_numbers().means("auto, or a device's id"),
            more_devices_row().no_numbers().means(
                "Devices that share the runs of each step with it; their gradients are averaged in the order of the runs"),
            whole_row("threads", &C::threads, 0, 1024).no_numbers().means("Of the processor; 0: one a core"),
            whole_row("memory_budget", &C::memory_budget, 0, std::numeric_limits<int64_t>::max())
                .no_numbers()
                .in_bytes()
                .means("Bytes that a step may take on its device: what does not fit is computed anew on the way back; 0: what the device "
                       "has")};
}

std::vector<TrainingField> all_rows() {
    std::vector<TrainingField> fields;
    const auto add = [&](Part part, std::vector<FieldRow> rows) {
        for (FieldRow& row : rows) {
            row.part = part;
            fields.push_back(std::move(row));
        }
    };
    add(Part::data, data_rows());
    add(Part::network, network_rows());
    add(Part::learning, learning_rows());
    add(Part::optimizer, optimizer_rows());
    add(Part::loss, loss_rows());
    add(Part::watching, watching_rows());
    add(Part::running, running_rows());
    return fields;
}

std::string in_code(const std::string& words) {
    return "`" + words + "`";
}

// What is meant where a field is absent; of an optimiser's field of each optimiser.
std::string usual_cell(const TrainingField& field) {
    if (!field.usual.empty()) return field.usual;
    if (field.of.empty()) return in_code(field.write(TrainingConfig()).dump());
    std::string cell;
    std::vector<json> told;
    for (const OptimizerKind kind : field.of) {
        TrainingConfig config;
        config.optimizer = usual_optimizer(kind);
        const json value = field.write(config);
        if (std::find(told.begin(), told.end(), value) != told.end()) continue;
        told.push_back(value);
        const json type = find_training_field("optimizer.type")->write(config);
        cell += (cell.empty() ? "" : ", ") + in_code(value.dump()) + (cell.empty() ? "" : " (" + type.get<std::string>() + ")");
    }
    return cell;
}

}  // namespace

std::span<const TrainingField> training_fields() {
    static const std::vector<TrainingField> fields = all_rows();
    return fields;
}

const TrainingField* find_training_field(std::string_view name) {
    const auto all = training_fields();
    const auto found = std::find_if(all.begin(), all.end(), [&](const TrainingField& field) { return field.name == name; });
    return found == all.end() ? nullptr : &*found;
}

bool has_field(OptimizerKind kind, const TrainingField& field) {
    return field.of.empty() || std::find(field.of.begin(), field.of.end(), kind) != field.of.end();
}

std::string_view part_title(Part part) {
    constexpr std::string_view titles[] = {"Pictures and captions", "What is trained", "Learning", "Optimiser", "Loss", "Watching",
                                           "Running"};
    return titles[static_cast<size_t>(part)];
}

std::string allowed_text(const TrainingField& field) {
    const bool bounded = field.most < static_cast<double>(largest);
    const std::string least = general_text(field.least, 15);
    switch (field.type) {
        case Type::text:
            return "text";
        case Type::texts:
            return "a list of texts";
        case Type::boolean:
            return "true or false";
        case Type::pair:
            return "two numbers of at least 0 and below 1";
        case Type::whole:
            return bounded ? "a whole number from " + least + " to " + general_text(field.most, 15) : "a whole number of at least " + least;
        case Type::number:
            return "a number " + (field.least_too ? "of at least " : std::string("above ")) + least +
                   (!bounded            ? ""
                    : field.most < 1 && field.most > 0.95 ? " and below 1"
                                        : " and at most " + general_text(field.most));
        case Type::choice: {
            std::string words;
            for (const std::string& choice : field.choices) words += (words.empty() ? "" : ", ") + choice;
            return "one of " + words;
        }
    }
    return {};
}

json training_value(const TrainingField& field, const std::string& word) {
    const auto refused = [&]() -> BadField { return BadField(field.name, allowed_text(field) + " is wanted, not \"" + word + "\""); };
    const auto items = [&] {
        std::vector<std::string> list;
        for (size_t begin = 0; begin <= word.size();) {
            const size_t end = std::min(word.find(',', begin), word.size());
            list.push_back(word.substr(begin, end - begin));
            begin = end + 1;
        }
        return list;
    };
    const auto number_in = [&](const std::string& text) -> json {
        const bool digits = !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
        if (digits) return json(std::stoll(text));
        const auto number = parsed_number(text);
        if (!number) throw refused();
        return *number;
    };
    switch (field.type) {
        case Type::text:
        case Type::choice:
            return word;
        case Type::boolean:
            if (word != "true" && word != "false") throw refused();
            return word == "true";
        case Type::whole:
        case Type::number:
            return number_in(word);
        case Type::texts:
            return items();
        case Type::pair: {
            json list = json::array();
            for (const std::string& item : items()) list.push_back(number_in(item));
            return list;
        }
    }
    return {};
}

std::string training_fields_markdown() {
    std::string rows = "| field | default | allowed | meaning |\n|---|---|---|---|\n";
    std::optional<Part> part;
    for (const TrainingField& field : training_fields()) {
        if (part != field.part) rows += "| **" + std::string(part_title(field.part)) + "** | | | |\n";
        part = field.part;
        std::string allowed = allowed_text(field), whose;
        if (!field.choices.empty()) {
            allowed.clear();
            for (const std::string& choice : field.choices) allowed += (allowed.empty() ? "" : ", ") + in_code(choice);
        }
        for (const OptimizerKind kind : field.of) {
            TrainingConfig config;
            config.optimizer = usual_optimizer(kind);
            whose += (whose.empty() ? " (" : ", ") + find_training_field("optimizer.type")->write(config).get<std::string>();
        }
        rows += "| " + in_code(field.name) + " | " + usual_cell(field) + " | " + allowed + " | " + field.help +
                (whose.empty() ? "" : whose + ")") + " |\n";
    }
    return rows;
}

}  // namespace imagelab
