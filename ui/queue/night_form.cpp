#include "ui/queue/night_form.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QSignalBlocker>

#include "ui/widgets/controls.h"

namespace imagelab {

NightForm::NightForm(QWidget* parent)
    : QWidget(parent),
      theme_(new QComboBox(this)),
      hours_(new QDoubleSpinBox(this)),
      pictures_(new QSpinBox(this)),
      styles_(new QComboBox(this)),
      hottest_(new QSpinBox(this)) {
    describe(theme_, tr("Theme"), tr("What the pictures show: each gets a prompt of its own from the theme's templates."));
    hours_->setRange(0.5, 24);
    hours_->setSingleStep(0.5);
    hours_->setDecimals(1);
    hours_->setValue(NightWish().hours);
    hours_->setSuffix(tr(" h"));
    describe(hours_, tr("Hours"), tr("The night ends after this time, whatever is done then."));
    pictures_->setRange(0, 100000);
    pictures_->setSpecialValueText(tr("No limit"));
    describe(pictures_, tr("Pictures of the night"), tr("The night ends when so many are made, or when its time is over."));
    styles_->addItem(tr("The theme's"), static_cast<int>(NightWish::Styles::of_the_theme));
    styles_->addItem(tr("None"), static_cast<int>(NightWish::Styles::none));
    styles_->addItem(tr("All, in turn"), static_cast<int>(NightWish::Styles::all));
    describe(styles_, tr("Styles of the night"), tr("The pictures take them in turn."));
    hottest_->setRange(0, 110);
    hottest_->setSpecialValueText(tr("No limit"));
    hottest_->setSuffix(tr(" °C"));
    describe(hottest_, tr("Hottest"), tr("A device that is hotter rests until it is five degrees cooler."));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    int at = 0;
    for (QWidget* field : {static_cast<QWidget*>(theme_), static_cast<QWidget*>(styles_), static_cast<QWidget*>(hours_),
                           static_cast<QWidget*>(pictures_), static_cast<QWidget*>(hottest_)}) {
        ignore_wheel(field);
        grid->addWidget(field_label(at == 1   ? tr("Styles")
                                    : at == 3 ? tr("Pictures")
                                              : field->accessibleName(),
                                    field, this),
                        at / 2, at % 2 * 2);
        grid->addWidget(field, at / 2, at % 2 * 2 + 1);
        ++at;
    }
    connect(theme_, &QComboBox::currentIndexChanged, this, &NightForm::changed);
    connect(styles_, &QComboBox::currentIndexChanged, this, &NightForm::changed);
    connect(hours_, &QDoubleSpinBox::valueChanged, this, &NightForm::changed);
    connect(pictures_, &QSpinBox::valueChanged, this, &NightForm::changed);
    connect(hottest_, &QSpinBox::valueChanged, this, &NightForm::changed);
}

void NightForm::set_themes(const QStringList& ids) {
    const QString kept = theme_->currentText();
    const QSignalBlocker quiet(theme_);
    theme_->clear();
    theme_->addItems(ids);
    theme_->setCurrentIndex(std::max(0, theme_->findText(kept)));
}

NightWish NightForm::wish() const {
    return {theme_->currentText(), hours_->value(), pictures_->value(), static_cast<NightWish::Styles>(styles_->currentData().toInt()),
            hottest_->value()};
}

}  // namespace imagelab
