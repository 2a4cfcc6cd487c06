#include "ui/request/style_section.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <algorithm>

#include "ui/look/glossary.h"
#include "ui/look/paint.h"
#include "ui/models/profile_model.h"
#include "ui/models/request_document.h"
#include "ui/request/profile_picker.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/number_spin.h"

namespace imagelab {
namespace {
constexpr int style_side = 32;
}

StyleChip::StyleChip(const std::string& id, RequestDocument& document, ProfileModel& profiles, QWidget* parent)
    : QWidget(parent),
      id_(id),
      document_(document),
      profiles_(profiles),
      picture_(new QLabel(this)),
      name_(new ElidedLabel(this)),
      weight_(new NumberSpin(this)) {
    picture_->setFixedSize(style_side, style_side);
    weight_->setDecimals(2);
    weight_->setRange(0.01, 1);
    weight_->setSingleStep(0.1);
    weight_->setAlignment(Qt::AlignRight);
    weight_->setFixedWidth(72);
    ignore_wheel(weight_);
    remove_ = icon_button("close", tr("Remove this style"), tr("Takes its words away; Undo brings it back."), this);
    offer_ = muted_label({}, this);
    offer_->setWordWrap(true);
    take_ = new QPushButton(tr("Use"), this);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(picture_);
    row->addWidget(name_, 1);
    row->addWidget(weight_);
    row->addWidget(remove_);
    auto* offer = new QHBoxLayout;
    offer->setSpacing(8);
    offer->addWidget(offer_, 1);
    offer->addWidget(take_);
    auto* column = column_in(this);
    column->setSpacing(4);
    column->addLayout(row);
    column->addLayout(offer);
    connect(weight_, &QDoubleSpinBox::valueChanged, this,
            [this](double value) { document_.edit(profiles_.weighed(document_.request(), id_, value), tr("weight of a style")); });
    connect(remove_, &QToolButton::clicked, this,
            [this] { document_.edit(profiles_.without(document_.request(), id_), tr("removal of a style")); });
    connect(take_, &QPushButton::clicked, this,
            [this] { document_.edit(profiles_.with_offer(document_.request(), id_), tr("settings of a style")); });
    show_profile();
}

QWidget* StyleChip::tab_after(QWidget* before) {
    setTabOrder(before, weight_);
    setTabOrder(weight_, remove_);
    setTabOrder(remove_, take_);
    return take_;
}

void StyleChip::show_use(const Request& request) {
    const QSignalBlocker quiet(weight_);
    for (const StyleUse& use : request.style.profiles)
        if (use.name == id_) weight_->setValue(use.weight);
    const QString offer = profiles_.offer_text(request, id_);
    offer_->setText(tr("Goes with %1").arg(offer));
    describe(take_, tr("Use %1").arg(offer), tr("Takes the style's own settings in place of those chosen by hand; Undo takes it back."));
    offer_->setVisible(!offer.isEmpty());
    take_->setVisible(!offer.isEmpty());
}

void StyleChip::show_profile() {
    const StyleProfile* profile = profiles_.profile(id_);
    const QString name = QString::fromStdString(profile ? profile->name : id_);
    const bool missing = !profile && profiles_.loaded();
    name_->setText(missing ? tr("%1 (missing)").arg(name) : name);
    describe(weight_, tr("Weight of %1").arg(name), tr("The share of the style's words that is used, the strongest first."));
    describe(remove_, tr("Remove %1").arg(name), tr("Takes its words away; Undo brings it back."));
    const QImage preview = profiles_.preview(id_);
    if (preview.isNull()) return picture_->clear();
    picture_->setPixmap(small_pixmap(preview, style_side, this));
}

StyleSection::StyleSection(RequestDocument& document, ProfileModel& profiles, QWidget* parent)
    : QWidget(parent),
      document_(document),
      profiles_(profiles),
      picker_(new ProfilePicker(profiles, document, this)),
      chips_(new QVBoxLayout) {
    add_ = new QPushButton(tr("Add a style…"), this);
    describe(add_, tr("Add a style"), explain(Term::style));
    peek_ = new QToolButton(this);
    peek_->setText(tr("Show the words"));
    peek_->setCheckable(true);
    peek_->setAutoRaise(true);
    peek_->setFocusPolicy(Qt::StrongFocus);
    describe(peek_, tr("Show the words"), tr("The prompt as the model gets it, with the words of the styles."));
    expanded_ = new QLabel(this);
    expanded_->setWordWrap(true);
    expanded_->setTextFormat(Qt::PlainText);
    expanded_->setForegroundRole(QPalette::PlaceholderText);
    expanded_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    expanded_->setAccessibleName(tr("The prompt with the words of the styles"));
    expanded_->hide();
    chips_->setSpacing(4);
    auto* column = column_in(this);
    column->addLayout(chips_);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(add_);
    row->addStretch(1);
    row->addWidget(peek_);
    column->addLayout(row);
    column->addWidget(expanded_);
    connect(add_, &QPushButton::clicked, this, &StyleSection::choose);
    connect(peek_, &QToolButton::toggled, this, &StyleSection::show_request);
    connect(&document_, &RequestDocument::changed, this, &StyleSection::show_request);
    connect(&profiles_, &ProfileModel::loaded_all, this, [this] {
        for (StyleChip* chip : shown_) chip->show_profile();
        show_request();
    });
    show_request();
}

void StyleSection::choose() {
    picker_->open_at(add_);
}

void StyleSection::show_request() {
    const auto& uses = document_.request().style.profiles;
    const bool same =
        uses.size() == shown_.size() && std::equal(uses.begin(), uses.end(), shown_.begin(),
                                                   [](const StyleUse& use, const StyleChip* chip) { return use.name == chip->id(); });
    if (!same) {
        for (StyleChip* chip : shown_) chip->hide(), chip->deleteLater();
        shown_.clear();
        QWidget* before = add_->previousInFocusChain();
        for (const StyleUse& use : uses) {
            shown_.push_back(new StyleChip(use.name, document_, profiles_, this));
            chips_->addWidget(shown_.back());
            before = shown_.back()->tab_after(before);
        }
    }
    for (StyleChip* chip : shown_) chip->show_use(document_.request());
    peek_->setVisible(!uses.empty());
    expanded_->setText(expanded_text());
    expanded_->setVisible(peek_->isChecked() && !uses.empty());
}

QString StyleSection::expanded_text() const {
    if (document_.request().style.profiles.empty() || !profiles_.loaded()) return {};
    const auto expanded = apply_profiles(document_.request(), profiles_.library());
    if (!expanded) return QString::fromStdString(expanded.error());
    QString text = QString::fromStdString(expanded->prompt);
    if (expanded->negative_prompt && !expanded->negative_prompt->empty())
        text += '\n' + tr("Negative: %1").arg(QString::fromStdString(*expanded->negative_prompt));
    return text;
}

QString StyleSection::summary() const {
    QStringList names;
    for (const StyleUse& use : document_.request().style.profiles) {
        const StyleProfile* profile = profiles_.profile(use.name);
        names << QString::fromStdString(profile ? profile->name : use.name);
    }
    return names.isEmpty() ? tr("none") : names.join(", ");
}

}  // namespace imagelab
