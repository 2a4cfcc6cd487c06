#include "ui/models/request_chips.h"

#include <QCoreApplication>
#include <QFileInfo>

#include "ui/look/wording.h"
#include "ui/models/request_document.h"
#include "ui/models/shown_fields.h"

namespace imagelab {
namespace {

struct RequestChipsWords {
    Q_DECLARE_TR_FUNCTIONS(chips)
};
using Kind = RequestChip::Kind;

RequestChip of_source(const Request& r) {
    if (r.init_image.empty())
        return {Kind::text,
                RequestChipsWords::tr("From text"),
                RequestChipsWords::tr("The picture grows from noise and the prompt."),
                {},
                false};
    return {Kind::start,
            (r.mask.file.empty() ? RequestChipsWords::tr("From a picture · %1") : RequestChipsWords::tr("Part of a picture · %1"))
                .arg(number_text(r.strength)),
            RequestChipsWords::tr("It begins from %1 and moves away from it by the strength.").arg(start_file_text(r)),
            {},
            true};
}

RequestChip of_suite(const Request& r) {
    return {Kind::suite,
            RequestChipsWords::tr("Suite · %1").arg(QString::fromStdString(r.suite)),
            RequestChipsWords::tr("A model suite brought refiner, VAE, parts and LoRAs; taken away, the model stays."),
            {},
            true};
}

RequestChip of_refiner(const Request& r) {
    const QString name = model_text(r.refiner);
    if (r.refiner_start < 1)
        return {Kind::refiner,
                RequestChipsWords::tr("Refiner · %1").arg(r.refiner_start),
                RequestChipsWords::tr("%1 goes on behind this share of the noise.").arg(name),
                {},
                true};
    return {
        Kind::refiner,
        r.refiner_strength ? RequestChipsWords::tr("Refined · %1").arg(*r.refiner_strength) : RequestChipsWords::tr("Refined as needed"),
        RequestChipsWords::tr("%1 goes over the finished picture once more.").arg(name),
        {},
        true};
}

std::vector<const std::string*> parts_of(const Request& r) {
    std::vector<const std::string*> parts;
    for (const std::string* part : {&r.unet, &r.text_encoder, &r.text_encoder_2, &r.tokenizer, &r.tokenizer_2})
        if (!part->empty()) parts.push_back(part);
    for (const VaeShare& use : r.vae_mix) parts.push_back(&use.name);
    return parts;
}

RequestChip of_parts(const std::vector<const std::string*>& parts) {
    QStringList names;
    for (const std::string* part : parts) names << model_text(*part);
    return {Kind::parts,
            RequestChipsWords::tr("Other parts · %1").arg(parts.size()),
            RequestChipsWords::tr("Of the model's parts, these are from elsewhere: %1.").arg(names.join(", ")),
            {},
            true};
}

RequestChip of_style(const StyleUse& use, const ProfileModel& profiles) {
    const StyleProfile* profile = profiles.profile(use.name);
    const QString name = QString::fromStdString(profile ? profile->name : use.name);
    return {Kind::style, use.weight == 1 ? name : QStringLiteral("%1 %2").arg(name, number_text(use.weight)),
            RequestChipsWords::tr("A style: its words are added to the prompt."), use.name, true};
}

RequestChip of_lora(const LoraUse& use) {
    const QString name = network_text(use.name);
    return {Kind::lora, use.scale == 1 ? name : QStringLiteral("%1 %2").arg(name, number_text(use.scale)),
            RequestChipsWords::tr("A LoRA: it changes the model for this request."), use.name, true};
}

RequestChip of_control(const ControlUse& use, size_t index) {
    const QString name = control_text(use);
    return {Kind::control, use.weight == 1 ? name : QStringLiteral("%1 %2").arg(name, number_text(use.weight)),
            RequestChipsWords::tr("A ControlNet: it holds the picture to another one."), std::to_string(index), true};
}

RequestChip of_reference(const ReferenceUse& use, size_t index) {
    const QString name = QFileInfo(QString::fromStdString(use.image)).completeBaseName();
    return {Kind::reference, RequestChipsWords::tr("Look of %1 · %2").arg(name, number_text(use.scale)),
            RequestChipsWords::tr("A reference picture: the model is shown its look."), std::to_string(index), true};
}

RequestChip of_region(const Region& region, size_t index) {
    constexpr int shown = 24;
    const QString prompt = QString::fromStdString(region.prompt);
    return {Kind::region,
            RequestChipsWords::tr("Region %1 · %2").arg(index + 1).arg(prompt.size() > shown ? prompt.left(shown) + u'…' : prompt),
            RequestChipsWords::tr("A part of the picture with a prompt of its own."), std::to_string(index), true};
}

RequestChip of_enlarging(const Request& r) {
    const bool hires = r.hires.scale != 1;
    return {Kind::enlarge,
            hires ? RequestChipsWords::tr("Hires %1 ×").arg(number_text(r.hires.scale)) : RequestChipsWords::tr("Enlarged"),
            hires ? RequestChipsWords::tr("The picture is drawn once more at a larger size.")
                  : RequestChipsWords::tr("The finished picture is enlarged."),
            {},
            true};
}

RequestChip of_detailer(const DetailUse& use, size_t index) {
    const QString name = network_text(use.model);
    return {Kind::detail, RequestChipsWords::tr("Detailer: %1").arg(name.isEmpty() ? RequestChipsWords::tr("first detector") : name),
            RequestChipsWords::tr("What is found in the finished picture is painted anew at full size."), std::to_string(index), true};
}

}  // namespace

std::vector<RequestChip> request_chips(const Request& r, const ProfileModel& profiles) {
    std::vector<RequestChip> chips{of_source(r)};
    if (!r.suite.empty()) chips.push_back(of_suite(r));
    if (!r.refiner.empty()) chips.push_back(of_refiner(r));
    if (const auto parts = parts_of(r); !parts.empty()) chips.push_back(of_parts(parts));
    for (const StyleUse& use : r.style.profiles) chips.push_back(of_style(use, profiles));
    for (const LoraUse& use : r.loras) chips.push_back(of_lora(use));
    for (size_t i = 0; i < r.control_nets.size(); ++i) chips.push_back(of_control(r.control_nets[i], i));
    for (size_t i = 0; i < r.references.size(); ++i) chips.push_back(of_reference(r.references[i], i));
    for (size_t i = 0; i < r.regions.size(); ++i) chips.push_back(of_region(r.regions[i], i));
    if (r.hires.scale != 1 || !r.upscaler.empty() || r.upscale) chips.push_back(of_enlarging(r));
    for (size_t i = 0; i < r.details.size(); ++i) chips.push_back(of_detailer(r.details[i], i));
    if (!r.seed.is_open())
        chips.push_back({Kind::seed,
                         RequestChipsWords::tr("Seed %1").arg(seed_text(r.seed)),
                         RequestChipsWords::tr("The seed is locked: the same settings give the same picture."),
                         {},
                         true});
    if (r.batch > 1)
        chips.push_back({Kind::count,
                         RequestChipsWords::tr("%1 pictures").arg(r.batch),
                         RequestChipsWords::tr("One press makes so many, each with the next seed."),
                         {},
                         true});
    return chips;
}

Request without_chip(const Request& request, const RequestChip& chip, const ProfileModel& profiles, const ModelSuite* suite) {
    if (chip.kind == Kind::style) return profiles.without(request, chip.name);
    Request r = request;
    if (chip.kind == Kind::start) without_start_picture(r);
    if (chip.kind == Kind::suite && suite) r = without_suite(r, *suite);
    if (chip.kind == Kind::suite) r.suite.clear(), r.suite_filled = false;
    if (chip.kind == Kind::refiner) without_refiner(r);
    if (chip.kind == Kind::parts) {
        for (std::string* part : {&r.unet, &r.text_encoder, &r.text_encoder_2, &r.tokenizer, &r.tokenizer_2}) part->clear();
        r.vae_mix.clear();
    }
    if (chip.kind == Kind::lora) std::erase_if(r.loras, [&](const LoraUse& use) { return use.name == chip.name; });
    const auto erase = [&chip](auto& uses) {
        const size_t index = std::stoul(chip.name);
        if (index < uses.size()) uses.erase(uses.begin() + static_cast<std::ptrdiff_t>(index));
    };
    if (chip.kind == Kind::control) erase(r.control_nets);
    if (chip.kind == Kind::reference) erase(r.references);
    if (chip.kind == Kind::region) erase(r.regions);
    if (chip.kind == Kind::detail) erase(r.details);
    if (chip.kind == Kind::enlarge) r.hires = Hires(), r.upscaler.clear(), r.upscale.reset();
    if (chip.kind == Kind::seed) r.seed = Seed();
    if (chip.kind == Kind::count) r.batch = 1;
    return r;
}

}  // namespace imagelab
