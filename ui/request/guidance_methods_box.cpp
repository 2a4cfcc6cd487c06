#include "ui/request/guidance_methods_box.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QSignalBlocker>

#include <type_traits>

#include "core/samplers/sampler_info.h"
#include "ui/models/request_document.h"
#include "ui/request/field_range.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

struct Steps {
    double step;
    int decimals;
};

constexpr double most_free_u = 3;  // of each of its factors, which are one field of the request

bool always(const Request&) {
    return true;
}
bool where_guided(const Request& request) {
    return runs_unguided(sampler_info(request.sampler), request.guidance);
}

}  // namespace

GuidanceMethodsBox::GuidanceMethodsBox(RequestDocument& document, QWidget* parent) : QWidget(parent), document_(document) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(2);
    for (int column = 0; column < 4; ++column) grid->setColumnStretch(column, 1);
    int place = 0;
    const auto add = [&](const QString& name, const QString& meaning, const char* path, const Steps& steps, bool (*counts)(const Request&),
                         auto value) {
        auto* spin = new QDoubleSpinBox(this);
        spin->setDecimals(steps.decimals);
        spin->setSingleStep(steps.step);
        if (path == nullptr)
            spin->setRange(0, most_free_u);
        else
            take_range(spin, path);
        spin->setKeyboardTracking(false);
        spin->setAlignment(Qt::AlignRight);
        describe(spin, name, meaning);
        ignore_wheel(spin);
        auto* label = muted_label(name, this);
        label->setBuddy(spin);
        label->setToolTip(meaning);
        grid->addWidget(label, place / 4 * 2, place % 4);
        grid->addWidget(spin, place / 4 * 2 + 1, place % 4);
        ++place;
        fields_.push_back({spin, value, counts});
        connect(spin, &QDoubleSpinBox::valueChanged, this,
                [this, name, value](double number) {
                    document_.change(name, [&](Request& r) { value(r) = static_cast<std::remove_reference_t<decltype(value(r))>>(number); });
                });
    };
    const auto at = [](auto member) { return [member](Request& r) -> double& { return r.*member; }; };
    const auto along = [](double ProjectedGuidance::*member) { return [member](Request& r) -> double& { return r.projection.*member; }; };
    const auto of_free_u = [](double FreeU::*member) { return [member](Request& r) -> double& { return r.free_u.*member; }; };
    add(tr("Perturbed"),
        tr("Perturbed-attention guidance: away from what the model draws when its middle cannot look around; firmer shapes, each step "
           "takes "
           "half as long again. 3 is usual, 0 is off."),
        "hyperparameters.pag_scale", {0.5, 1}, always, at(&Request::pag_scale));
    add(tr("Smoothed"),
        tr("Smoothed energy guidance: away from what the model draws when its middle looks around without precision; each step takes half "
           "as "
           "long again. 3 is usual, 0 is off."),
        "hyperparameters.seg_scale", {0.5, 1}, always, at(&Request::seg_scale));
    add(
        tr("Blur"), tr("How far smoothed energy guidance blurs, in tokens of the model's middle; 0 blurs endlessly."),
        "hyperparameters.seg_blur", {1, 1}, [](const Request& r) { return r.seg_scale > 0; }, at(&Request::seg_blur));
    add(
        tr("NAG"),
        tr("Normalized attention guidance: what the negative prompt counts at a guidance of 1, as few-step models have it. 5 is usual, 0 "
           "is "
           "off."),
        "hyperparameters.nag_scale", {1, 1}, [](const Request& r) { return !runs_unguided(sampler_info(r.sampler), r.guidance); },
        at(&Request::nag_scale));
    add(tr("Mimic"), tr("Dynamic thresholding: strong guidance keeps the range of colours that this one would have. 7 is usual, 0 is off."),
        "hyperparameters.mimic_scale", {1, 1}, where_guided, at(&Request::mimic_scale));
    add(
        tr("Kept"), tr("Dynamic thresholding: the share of the values that stay before the range is fitted; 1 is all."),
        "hyperparameters.threshold_percentile", {0.01, 2},
        [](const Request& r) { return runs_unguided(sampler_info(r.sampler), r.guidance) && r.mimic_scale > 0; },
        at(&Request::threshold_percentile));
    add(tr("Parallel"),
        tr("Adaptive projected guidance: the share of guidance that only makes colours louder; 0 leaves it out, 1 is usual guidance."),
        "hyperparameters.apg_eta", {0.1, 2}, where_guided, along(&ProjectedGuidance::parallel));
    add(tr("Longest"), tr("Adaptive projected guidance: the longest difference that counts. 15 is usual, 0 is any."),
        "hyperparameters.apg_norm", {1, 1}, where_guided, along(&ProjectedGuidance::length));
    add(tr("Momentum"), tr("Adaptive projected guidance: how much differences of earlier steps count. −0.5 is usual, 0 is off."),
        "hyperparameters.apg_momentum", {0.1, 2}, where_guided, along(&ProjectedGuidance::momentum));
    zero_star_ = new QCheckBox(tr("CFG-Zero*"), this);
    grid->addWidget(zero_star_, place / 4 * 2 + 1, place % 4, 1, 3);
    place = (place / 4 + 1) * 4;
    describe(zero_star_, zero_star_->text(),
             tr("Guidance starts from the picture without a prompt at the strength that suits it best; steadier with strong guidance."));
    const QString backbone = tr("FreeU: how much the model's last blocks count of their own; 1 is off, SDXL takes 1.3 and 1.4."),
                  skip = tr("FreeU: how much the model's last blocks count of what skips to them; 1 is off, SDXL takes 0.9 and 0.2.");
    add(tr("FreeU b1"), backbone, nullptr, {0.1, 2}, always, of_free_u(&FreeU::b1));
    add(tr("FreeU b2"), backbone, nullptr, {0.1, 2}, always, of_free_u(&FreeU::b2));
    add(tr("FreeU s1"), skip, nullptr, {0.1, 2}, always, of_free_u(&FreeU::s1));
    add(tr("FreeU s2"), skip, nullptr, {0.1, 2}, always, of_free_u(&FreeU::s2));
    add(QStringLiteral("DeepCache"),
        tr("What the model's depth makes of the picture is computed at every so many steps and reused between: 3 takes less than half of the "
           "time and changes details, 1 is off."),
        "hyperparameters.deep_cache", {1, 0}, always, [](Request& r) -> int& { return r.deep_cache; });
    connect(zero_star_, &QCheckBox::clicked, this,
            [this](bool on) { document_.change(zero_star_->text(), [=](Request& r) { r.zero_star = on; }); });
    connect(&document_, &RequestDocument::changed, this, &GuidanceMethodsBox::show_request);
    show_request();
}

void GuidanceMethodsBox::show_request() {
    Request r = document_.request();
    for (const Field& field : fields_) {
        const QSignalBlocker quiet(field.spin);
        const double value = field.value(r);
        if (field.spin->value() != value) field.spin->setValue(value);
        // What is set although it does not count can be taken back.
        Request untouched;
        field.spin->setEnabled(field.counts(r) || value != field.value(untouched));
    }
    zero_star_->setChecked(r.zero_star);
    zero_star_->setEnabled(runs_unguided(sampler_info(r.sampler), r.guidance) || r.zero_star);
}

QString GuidanceMethodsBox::summary() const {
    const Request& r = document_.request();
    QStringList on;
    if (r.pag_scale > 0) on << tr("Perturbed");
    if (r.seg_scale > 0) on << tr("Smoothed");
    if (r.nag_scale > 1) on << tr("NAG");
    if (r.mimic_scale > 0) on << tr("Mimic");
    if (!r.projection.neutral()) on << tr("Projected");
    if (r.zero_star) on << tr("CFG-Zero*");
    if (r.free_u != FreeU()) on << tr("FreeU");
    if (r.deep_cache > 1) on << QStringLiteral("DeepCache");
    return on.join(", ");
}

}  // namespace imagelab
