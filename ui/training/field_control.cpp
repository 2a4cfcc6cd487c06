#include "ui/training/field_control.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>
#include <algorithm>
#include <cmath>
#include <limits>

#include "ui/look/wording.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

using nlohmann::json;
using FieldType = TrainingField::Type;

constexpr double bytes_of_gib = 1024.0 * 1024 * 1024;

json usual_of(const TrainingField& field) {
    TrainingConfig config;
    if (!field.of.empty()) config.optimizer = usual_optimizer(field.of.front());
    return field.write(config);
}

QString joined(const json& list) {
    QStringList parts;
    for (const json& each : list)
        parts << (each.is_string() ? QString::fromStdString(each.get<std::string>()) : number_text(each.get<double>()));
    return parts.join(QStringLiteral(", "));
}

}  // namespace

FieldControl::FieldControl(const TrainingField& field, const FieldWords& words, QWidget* parent)
    : QObject(parent), field_(field), usual_(usual_of(field)), special_(!words.special.isEmpty()) {
    if (!words.choices.empty()) {
        auto* list = new QComboBox(parent);
        list->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        list->setMinimumContentsLength(10);
        for (const auto& [name, value] : words.choices) list->addItem(name, value);
        connect(list, &QComboBox::currentIndexChanged, this, &FieldControl::changed);
        widget_ = list;
    } else if (field.type == FieldType::boolean) {
        auto* box = new QCheckBox(words.special, parent);
        connect(box, &QCheckBox::toggled, this, &FieldControl::changed);
        widget_ = box;
    } else if (words.decimals >= 0 && (field.type == FieldType::whole || field.type == FieldType::number)) {
        widget_ = make_number(words, parent);
    } else {
        widget_ = make_line(words, parent);
    }
    ignore_wheel(widget_);
    set_value({});
}

QWidget* FieldControl::make_number(const FieldWords& words, QWidget* parent) {
    constexpr double most_shown = 100'000'000;
    const double scale = field_.bytes ? bytes_of_gib : 1, least = special_ ? 0 : field_.least / scale;
    const double most = field_.bytes ? 4096 : std::min(field_.most, most_shown);
    if (field_.type == FieldType::whole && !field_.bytes) {
        auto* made = new QSpinBox(parent);
        made->setAlignment(Qt::AlignRight);
        made->setRange(static_cast<int>(least), static_cast<int>(most));
        made->setSpecialValueText(words.special);
        made->setSuffix(words.suffix);
        if (words.step > 0)
            made->setSingleStep(static_cast<int>(words.step));
        else
            made->setStepType(QSpinBox::AdaptiveDecimalStepType);
        connect(made, &QSpinBox::valueChanged, this, &FieldControl::changed);
        return made;
    }
    auto* made = new QDoubleSpinBox(parent);
    made->setAlignment(Qt::AlignRight);
    made->setDecimals(words.decimals);
    made->setRange(least, most);
    made->setSpecialValueText(words.special);
    made->setSuffix(words.suffix);
    if (words.step > 0)
        made->setSingleStep(words.step);
    else
        made->setStepType(QDoubleSpinBox::AdaptiveDecimalStepType);
    connect(made, &QDoubleSpinBox::valueChanged, this, &FieldControl::changed);
    return made;
}

QWidget* FieldControl::make_line(const FieldWords& words, QWidget* parent) {
    auto* line = new QLineEdit(parent);
    if (!words.special.isEmpty()) fit_placeholder(line, {words.special});
    connect(line, &QLineEdit::textChanged, this, &FieldControl::changed);
    return line;
}

json FieldControl::given() const {
    if (auto* box = qobject_cast<QCheckBox*>(widget_)) return box->isChecked();
    if (auto* whole = qobject_cast<QSpinBox*>(widget_)) {
        if (special_ && whole->value() == whole->minimum()) return {};
        return whole->value();
    }
    if (auto* number = qobject_cast<QDoubleSpinBox*>(widget_)) {
        if (special_ && number->value() == number->minimum()) return {};
        if (field_.bytes) return static_cast<int64_t>(std::llround(number->value() * bytes_of_gib));
        return number->value();
    }
    std::string text;
    if (auto* list = qobject_cast<QComboBox*>(widget_)) text = list->currentData().toString().toStdString();
    if (auto* line = qobject_cast<QLineEdit*>(widget_)) text = line->text().trimmed().toStdString();
    if (text.empty()) return {};
    try {
        return training_value(field_, text);
    } catch (const BadField&) {
        return text;  // which the configuration refuses by the field's name
    }
}

json FieldControl::value() const {
    const json now = given();
    // What is usual of an optimiser's field may differ from one to the other.
    const bool same = field_.of.size() > 1
                          ? false
                          : now == usual_ || (now.is_number() && usual_.is_number() && now.get<double>() == usual_.get<double>());
    return same ? json() : now;
}

void FieldControl::set_value(const json& value) {
    const QSignalBlocker quiet(widget_);
    const json wanted = value.is_null() ? usual_ : value;
    if (auto* box = qobject_cast<QCheckBox*>(widget_)) {
        box->setChecked(wanted == true);
    } else if (auto* whole = qobject_cast<QSpinBox*>(widget_)) {
        whole->setValue(value.is_null() && special_ ? whole->minimum() : wanted.is_number() ? wanted.get<int>() : whole->minimum());
    } else if (auto* number = qobject_cast<QDoubleSpinBox*>(widget_)) {
        const double scale = field_.bytes ? bytes_of_gib : 1;
        number->setValue(value.is_null() && special_ ? number->minimum()
                         : wanted.is_number()        ? wanted.get<double>() / scale
                                                     : number->minimum());
    } else if (auto* list = qobject_cast<QComboBox*>(widget_)) {
        QString text = wanted.is_array()    ? joined(wanted).remove(' ')
                       : wanted.is_string() ? QString::fromStdString(wanted.get<std::string>())
                                            : QString();
        if (list->findData(text) < 0) list->addItem(field_.name == "model" ? model_text(text.toStdString()) : text, text);
        list->setCurrentIndex(list->findData(text));
    } else if (auto* line = qobject_cast<QLineEdit*>(widget_)) {
        const bool shows_usual = field_.type == FieldType::texts;
        if (value.is_null() && !shows_usual)
            line->clear();
        else
            line->setText(wanted.is_array()    ? joined(wanted)
                          : wanted.is_string() ? QString::fromStdString(wanted.get<std::string>())
                          : wanted.is_null()   ? QString()
                                               : QString::fromStdString(wanted.dump()));
    }
}

QString FieldControl::shown() const {
    if (auto* list = qobject_cast<QComboBox*>(widget_)) return list->currentText();
    if (auto* line = qobject_cast<QLineEdit*>(widget_)) return line->text().trimmed();
    if (auto* whole = qobject_cast<QSpinBox*>(widget_)) return whole->text();
    if (auto* number = qobject_cast<QDoubleSpinBox*>(widget_)) return number_text(number->value());
    return {};
}

void FieldControl::set_choices(const std::vector<std::pair<QString, QString>>& choices) {
    auto* list = qobject_cast<QComboBox*>(widget_);
    if (list == nullptr) return;
    const QString chosen = list->currentData().toString();
    const QSignalBlocker quiet(list);
    list->clear();
    for (const auto& [name, value] : choices) list->addItem(name, value);
    list->setCurrentIndex(std::max(0, list->findData(chosen)));
}

}  // namespace imagelab
