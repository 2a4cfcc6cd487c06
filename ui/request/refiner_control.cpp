#include "ui/request/refiner_control.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "ui/look/glossary.h"
#include "ui/models/request_document.h"
#include "ui/request/field_range.h"
#include "ui/request/model_picker.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab {

RefinerControl::RefinerControl(RequestDocument& document, LibraryModel& library, QWidget* parent)
    : QWidget(parent),
      document_(document),
      picker_(new ModelPicker(ModelPicker::Shows::refiners, library, this)),
      pass_(new QWidget(this)),
      adaptive_(new QCheckBox(tr("As needed"), pass_)) {
    start_ =
        new SliderSpin(tr("Takes over at"),
                       tr("The share of the noise behind which the refiner goes on; 1 lets it go over the finished picture once more."),
                       {0, 1, 1, 0.05, 2}, this);
    take_range(start_->field(), "scheduler.refiner_start");
    strength_ = new SliderSpin(tr("Strength"), tr("How far the refiner may move away from the first picture."), {0, 1, 1, 0.05, 2}, pass_);
    describe(
        adaptive_, tr("Strength as needed"),
        tr("Sharpness, noise, exposure, colours and structure of the first picture decide how strongly it is refined, or that it is not."));
    auto* pass = new QHBoxLayout(pass_);
    pass->setContentsMargins(0, 0, 0, 0);
    pass->setSpacing(8);
    pass->addWidget(strength_, 1);
    pass->addWidget(adaptive_);
    auto* column = column_in(this, 4);
    column->addWidget(picker_);
    column->addWidget(start_);
    column->addWidget(pass_);

    connect(picker_, &ModelPicker::chosen, this, [this](const QString& path) {
        document_.change(tr("refiner"), [&](Request& r) { path.isEmpty() ? without_refiner(r) : void(r.refiner = path.toStdString()); });
    });
    connect(picker_, &ModelPicker::file_wanted, this, [this] { emit file_wanted(false); });
    connect(picker_, &ModelPicker::folder_wanted, this, [this] { emit file_wanted(true); });
    connect(start_, &SliderSpin::edited, this, [this](double start) {
        document_.change(tr("start of the refiner"), [=](Request& r) {
            r.refiner_start = start;
            if (start < 1) r.refiner_strength = Request().refiner_strength;  // it is of a second pass alone
        });
    });
    connect(strength_, &SliderSpin::edited, this, [this](double strength) {
        document_.change(tr("strength of the refiner"), [=](Request& r) { r.refiner_strength = strength; });
    });
    connect(adaptive_, &QCheckBox::clicked, this, [this](bool adaptive) {
        document_.change(tr("strength of the refiner"),
                         [=](Request& r) { r.refiner_strength = adaptive ? std::nullopt : Request().refiner_strength; });
    });
    connect(&document_, &RequestDocument::changed, this, &RefinerControl::show_request);
    show_request();
}

void RefinerControl::show_request() {
    const Request& r = document_.request();
    const QSignalBlocker quiet(adaptive_);
    picker_->set_model(QString::fromStdString(r.refiner));
    start_->set_value(r.refiner_start);
    start_->setVisible(!r.refiner.empty());
    pass_->setVisible(!r.refiner.empty() && r.refiner_start >= 1);
    strength_->set_value(r.refiner_strength.value_or(*Request().refiner_strength));
    strength_->setEnabled(r.refiner_strength.has_value());
    adaptive_->setChecked(!r.refiner_strength);
}

}  // namespace imagelab
