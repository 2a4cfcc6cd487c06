#include "ui/request/region_section.h"

#include <QEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "ui/look/theme.h"
#include "ui/models/request_document.h"
#include "ui/request/region_map.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab {
namespace {

QRectF box_of(const Region& region) {
    return {QPointF(region.left, region.top), QPointF(region.right, region.bottom)};
}

// Whole percents, as the fields show them.
void place(Region& region, const QRectF& box) {
    const auto percent = [](double share) { return std::round(share * 100) / 100; };
    region.left = percent(box.left()), region.top = percent(box.top());
    region.right = percent(box.right()), region.bottom = percent(box.bottom());
}

// Undo may have taken it away by then.
void change_region(RequestDocument& document, int index, const QString& what, const std::function<void(Region&)>& change) {
    document.change(what, [&](Request& r) {
        if (static_cast<size_t>(index) < r.regions.size()) change(r.regions[static_cast<size_t>(index)]);
    });
}

}  // namespace

RegionRow::RegionRow(int index, RequestDocument& document, QWidget* parent)
    : QWidget(parent),
      index_(index),
      document_(document),
      number_(new QLabel(QString::number(index + 1), this)),
      prompt_(new QLineEdit(this)),
      negative_(new QLineEdit(this)),
      mask_(new ElidedLabel(this)) {
    number_->setFixedWidth(16);
    number_->setAlignment(Qt::AlignCenter);
    prompt_->setPlaceholderText(tr("What this region shows"));
    describe(prompt_, tr("Prompt of region %1").arg(index + 1), tr("These words count in this region of the picture alone."));
    negative_->setPlaceholderText(tr("Not here (empty: as the request)"));
    describe(negative_, tr("Negative prompt of region %1").arg(index + 1),
             tr("What this region should not show; empty: the request's negative prompt."));
    sides_ = {side(tr("Left edge of region %1").arg(index + 1), &Region::left),
              side(tr("Upper edge of region %1").arg(index + 1), &Region::top),
              side(tr("Right edge of region %1").arg(index + 1), &Region::right),
              side(tr("Lower edge of region %1").arg(index + 1), &Region::bottom)};
    const QString meaning = tr("How much these words count in the region; what is left is the prompt's.");
    weight_ = new SliderSpin(tr("Weight"), meaning, {0, 1, 1, 0.05, 2}, this);
    describe(weight_->field(), tr("Weight of region %1").arg(index + 1), meaning);
    describe(weight_->findChild<QSlider*>(), tr("Weight of region %1, slider").arg(index + 1), meaning);
    choose_mask_ = new QPushButton(tr("Mask…"), this);
    describe(choose_mask_, tr("Choose a mask for region %1").arg(index + 1),
             tr("A picture that is white where the region lies, within its box."));
    no_mask_ = icon_button("close", tr("Without the mask of region %1").arg(index + 1), tr("All of the box belongs to the region."), this);
    remove_ = icon_button("close", tr("Remove region %1").arg(index + 1), tr("The prompt holds there again; Undo brings it back."), this);

    auto* column = column_in(this, 4);
    column->addLayout(row_of({{number_, 0}, {prompt_, 1}, {remove_, 0}}));
    column->addWidget(negative_);
    column->addLayout(make_sides());
    column->addWidget(weight_);
    column->addLayout(row_of({{mask_, 1}, {no_mask_, 0}, {choose_mask_, 0}}));
    connect(prompt_, &QLineEdit::textEdited, this,
            [this](const QString& text) { change(tr("prompt of a region"), [&](Region& region) { region.prompt = text.toStdString(); }); });
    connect(negative_, &QLineEdit::textEdited, this, [this](const QString& text) {
        change(tr("negative prompt of a region"), [&](Region& region) {
            region.negative_prompt.reset();
            if (!text.isEmpty()) region.negative_prompt = text.toStdString();
        });
    });
    connect(weight_, &SliderSpin::edited, this,
            [this](double value) { change(tr("weight of a region"), [=](Region& region) { region.weight = value; }); });
    connect(choose_mask_, &QPushButton::clicked, this, [this] { emit mask_wanted(index_); });
    connect(no_mask_, &QToolButton::clicked, this, [this] { change(tr("mask of a region"), [](Region& region) { region.mask.clear(); }); });
    connect(remove_, &QToolButton::clicked, this, [this] {
        document_.change(tr("removal of a region"), [this](Request& r) {
            if (static_cast<size_t>(index_) < r.regions.size()) r.regions.erase(r.regions.begin() + index_);
        });
    });
    for (QWidget* control : findChildren<QWidget*>()) control->installEventFilter(this);
}

QGridLayout* RegionRow::make_sides() {
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(2);
    const QString names[] = {tr("Left"), tr("Top"), tr("Right"), tr("Bottom")};
    for (int i = 0; i < 4; ++i) {
        grid->addWidget(muted_label(names[i], this), 0, i);
        grid->addWidget(sides_[static_cast<size_t>(i)], 1, i);
        grid->setColumnStretch(i, 1);
    }
    return grid;
}

QSpinBox* RegionRow::side(const QString& name, double Region::*member) {
    auto* spin = new QSpinBox(this);
    const bool ends = member == &Region::right || member == &Region::bottom;
    spin->setRange(ends ? 1 : 0, ends ? 100 : 99);
    spin->setSuffix(QStringLiteral(" %"));
    spin->setButtonSymbols(QAbstractSpinBox::NoButtons);
    spin->setAlignment(Qt::AlignRight);
    spin->setKeyboardTracking(false);
    describe(spin, name, tr("In percent of the picture's side, from the left and from the top."));
    ignore_wheel(spin);
    connect(spin, &QSpinBox::valueChanged, this, [this, member](int percent) {
        change(tr("place of a region"), [=](Region& region) {
            constexpr double least = 0.01;
            region.*member = percent / 100.0;
            const auto keep = [&](double Region::*low, double Region::*high) {
                if (region.*low < region.*high) return;
                if (member == low)
                    region.*high = region.*low + least;
                else
                    region.*low = region.*high - least;
            };
            keep(&Region::left, &Region::right);
            keep(&Region::top, &Region::bottom);
        });
    });
    return spin;
}

void RegionRow::change(const QString& what, const std::function<void(Region&)>& change) {
    change_region(document_, index_, what, change);
}

bool RegionRow::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn) emit chosen(index_);
    return QWidget::eventFilter(watched, event);
}

QWidget* RegionRow::tab_after(QWidget* before) {
    return tab_through(before, {prompt_, remove_, negative_, sides_[0], sides_[1], sides_[2], sides_[3], weight_, no_mask_, choose_mask_});
}

void RegionRow::focus_prompt() {
    prompt_->setFocus(Qt::OtherFocusReason);
}

void RegionRow::show_region(const Region& region) {
    QPalette colours = number_->palette();
    colours.setColor(QPalette::WindowText, RegionMap::colour_of(index_, this));
    number_->setPalette(colours);
    const auto show = [](QLineEdit* edit, const std::string& text) {
        if (edit->text().toStdString() != text) edit->setText(QString::fromStdString(text));
    };
    show(prompt_, region.prompt);
    show(negative_, region.negative_prompt.value_or(""));
    const double sides[] = {region.left, region.top, region.right, region.bottom};
    for (size_t i = 0; i < sides_.size(); ++i) {
        const QSignalBlocker quiet(sides_[i]);
        sides_[i]->setValue(static_cast<int>(std::lround(sides[i] * 100)));
    }
    weight_->set_value(region.weight);
    const QString path = QString::fromStdString(region.mask);
    mask_->setText(path.isEmpty() ? tr("The whole box") : QFileInfo(path).fileName());
    mask_->setToolTip(path);
    no_mask_->setVisible(!path.isEmpty());
}

RegionSection::RegionSection(RequestDocument& document, QWidget* parent)
    : QWidget(parent), document_(document), map_(new RegionMap(this)), rows_(new QVBoxLayout) {
    rows_->setSpacing(12);
    describe(map_, tr("Regions of the picture"),
             tr("Drag to draw a region, its inside to move it, its edges to size it. By keyboard: arrows move the chosen region, with "
                "Shift they "
                "size it, Delete removes it."));
    add_ = new QPushButton(tr("Add a region"), this);
    describe(add_, tr("Add a region"), tr("A part of the picture with a prompt of its own, whose words count there alone."));
    on_picture_ = new QPushButton(tr("Draw on the picture"), this);
    on_picture_->setCheckable(true);
    describe(on_picture_, on_picture_->text(),
             tr("Shows the regions over the picture in the middle of the window, where they are drawn as here."));
    auto* column = column_in(this);
    column->addWidget(map_);
    column->addLayout(rows_);
    column->addWidget(add_);
    column->addWidget(on_picture_);
    connect(on_picture_, &QPushButton::toggled, this, &RegionSection::drawing_wanted);
    connect(add_, &QPushButton::clicked, this, [this] {
        Region half;
        half.right = 0.5;
        if (!document_.request().regions.empty()) half.left = 0.5, half.right = 1;
        add(half);
    });
    follow(map_);
    connect(&document_, &RequestDocument::changed, this, &RegionSection::show_request);
    show_request();
}

void RegionSection::follow(RegionMap* map) {
    maps_.emplace_back(map);
    connect(map, &RegionMap::drawn, this, [this](const QRectF& box) {
        Region region;
        place(region, box);
        add(region);
    });
    connect(map, &RegionMap::edited, this, [this](int index, const QRectF& box) {
        change_region(document_, index, tr("place of a region"), [&](Region& region) { place(region, box); });
    });
    connect(map, &RegionMap::removal_wanted, this, [this](int index) {
        document_.change(tr("removal of a region"), [=](Request& r) {
            if (static_cast<size_t>(index) < r.regions.size()) r.regions.erase(r.regions.begin() + index);
        });
    });
    connect(map, &RegionMap::chosen_changed, this, [this](int box) {
        for (const QPointer<RegionMap>& other : maps_)
            if (other) other->choose(box);
    });
    if (map != map_) show_request();
}

void RegionSection::stop_drawing() {
    on_picture_->setChecked(false);
}

QString RegionSection::summary() const {
    QStringList prompts;
    for (const Region& region : document_.request().regions) prompts << QString::fromStdString(region.prompt);
    return prompts.join(", ");
}

void RegionSection::set_mask(int index, const QString& path) {
    change_region(document_, index, tr("mask of a region"), [&](Region& region) { region.mask = path.toStdString(); });
}

void RegionSection::set_own_size(int width, int height) {
    own_size_ = {width, height};
    show_request();
}

void RegionSection::add(const Region& region) {
    document_.change(tr("a region"), [&](Request& r) { r.regions.push_back(region); });
    if (shown_.empty()) return;
    map_->choose(static_cast<int>(shown_.size()) - 1);
    shown_.back()->focus_prompt();
}

void RegionSection::show_request() {
    const Request& r = document_.request();
    std::erase_if(maps_, [](const QPointer<RegionMap>& map) { return !map; });
    map_->set_shape(r.width > 0 ? r.width : own_size_.width(), r.height > 0 ? r.height : own_size_.height());
    std::vector<QRectF> boxes;
    for (const Region& region : r.regions) boxes.push_back(box_of(region));
    for (const QPointer<RegionMap>& map : maps_) map->set_boxes(boxes);
    if (r.regions.size() != shown_.size()) {
        for (RegionRow* row : shown_) row->hide(), row->deleteLater();
        shown_.clear();
        QWidget* before = map_;
        for (size_t i = 0; i < r.regions.size(); ++i) {
            shown_.push_back(new RegionRow(static_cast<int>(i), document_, this));
            rows_->addWidget(shown_.back());
            connect(shown_.back(), &RegionRow::chosen, map_, &RegionMap::choose);
            connect(shown_.back(), &RegionRow::mask_wanted, this, &RegionSection::mask_wanted);
            before = shown_.back()->tab_after(before);
        }
    }
    for (size_t i = 0; i < r.regions.size(); ++i) shown_[i]->show_region(r.regions[i]);
}

}  // namespace imagelab
