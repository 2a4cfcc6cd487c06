#include "ui/gallery/filter_bar.h"

#include <QAbstractItemView>
#include <QActionGroup>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QRandomGenerator>
#include <QStandardItemModel>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "ui/look/paint.h"
#include "ui/look/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/flow_layout.h"

namespace imagelab {
namespace {

constexpr int typing_ms = 150, suggestion_height = 28;
constexpr size_t most_values = 30;
constexpr int chip_height = 24, chip_padding = 8, cross_side = 8;

QString menu_text(QString text) {
    return text.replace('&', QStringLiteral("&&"));
}

}  // namespace

Chip::Chip(const QString& text, QWidget* parent) : QAbstractButton(parent) {
    setText(text);
    describe(this, tr("%1, take it away").arg(text), tr("Press to show pictures without this condition as well."));
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
}

QSize Chip::sizeHint() const {
    const double width = std::ceil(QFontMetricsF(font()).horizontalAdvance(text()));  // a fraction less would cut the text
    return {static_cast<int>(width) + 3 * chip_padding + cross_side, chip_height};
}
QSize Chip::minimumSizeHint() const {
    return {48, chip_height};
}

void Chip::paintEvent(QPaintEvent*) {
    const Colors& c = colors(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(hasFocus() ? QPen(c.focus, 2) : QPen(c.border_strong, 1));
    painter.setBrush(underMouse() ? c.hover : c.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), chip_height / 2.0 - 1, chip_height / 2.0 - 1);
    const QRect inside = rect().adjusted(chip_padding, 0, -2 * chip_padding - cross_side, 0);
    painter.setPen(c.text);
    painter.drawText(inside, Qt::AlignVCenter | Qt::AlignLeft, fontMetrics().elidedText(text(), Qt::ElideMiddle, inside.width()));
    paint_cross(painter, QRectF(width() - chip_padding - cross_side, (height() - cross_side) / 2.0, cross_side, cross_side), c.muted);
}

FilterBar::FilterBar(QWidget* parent)
    : QWidget(parent),
      search_(new QLineEdit(this)),
      typing_(new QTimer(this)),
      album_button_(icon_button("album", tr("Albums"), tr("Shows the pictures of one album; pictures are dragged into them."), this)),
      filter_button_(icon_button("filter", tr("Filter"), tr("Shows only pictures of a model, a style, a rating and so on."), this)),
      sort_button_(icon_button("sort", tr("Sort"), tr("The order of the pictures."), this)),
      album_menu_(new QMenu(this)),
      filter_menu_(new QMenu(this)),
      sort_menu_(new QMenu(this)),
      chips_(new QWidget(this)),
      flow_(new FlowLayout(4)),
      completer_(new QCompleter(this)),
      completions_(new QStandardItemModel(this)) {
    fit_placeholder(search_, {tr("Search pictures"), tr("Search")});
    search_->setClearButtonEnabled(true);
    for (auto* clear : search_->findChildren<QToolButton*>()) clear->setAccessibleName(tr("Clear the search"));
    describe(search_, tr("Search pictures"),
             tr("Words of the prompt, tags, styles, model or file name; light* finds words that begin so, *ight* parts of words, "
                "\"red apple\" these words together, -apple leaves out, tag:print looks in the tags alone. What is offered while you type "
                "narrows to just that."));
    search_->setTextMargins(4, 0, 0, 0);
    for (auto [button, menu] : {std::pair(album_button_, album_menu_), {filter_button_, filter_menu_}, {sort_button_, sort_menu_}})
        connect(button, &QToolButton::clicked, this,
                [button = button, menu = menu] { menu->popup(button->mapToGlobal(QPoint(0, button->height()))); });
    chips_->setLayout(flow_);
    chips_->hide();
    auto* row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(search_, 1);
    row->addSpacing(4);
    row->addWidget(album_button_);
    row->addWidget(filter_button_);
    row->addWidget(sort_button_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(chips_);

    typing_->setSingleShot(true);
    typing_->setInterval(typing_ms);
    connect(search_, &QLineEdit::textChanged, this, [this] { typing_->start(); });
    connect(search_, &QLineEdit::textEdited, this, &FilterBar::suggest);
    // Not the field's own: what is chosen becomes a chip instead of words.
    completer_->setModel(completions_);
    completer_->setWidget(search_);
    completer_->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    completer_->popup()->setAccessibleName(tr("Suggestions"));
    connect(completer_, qOverload<const QModelIndex&>(&QCompleter::activated), this,
            [this](const QModelIndex& index) { take_suggestion(index.row()); });
    connect(search_, &QLineEdit::returnPressed, typing_, [this] { typing_->start(0); });
    connect(typing_, &QTimer::timeout, this, [this] {
        typing_->setInterval(typing_ms);
        change([this](GalleryFilter& f) { f.words = search_->text(); });
    });
    connect(album_menu_, &QMenu::aboutToShow, this, &FilterBar::fill_album_menu);
    connect(filter_menu_, &QMenu::aboutToShow, this, [this] {
        emit facets_wanted();
        fill_filter_menu();
    });
    connect(sort_menu_, &QMenu::aboutToShow, this, &FilterBar::fill_sort_menu);
}

void FilterBar::focus_search() {
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
}

void FilterBar::set_facets(const GalleryFacets& facets) {
    facets_ = facets;
    if (completer_->popup()->isVisible()) suggest();
}

void FilterBar::suggest() {
    suggestions_ = gallery_suggestions(search_->text(), facets_);
    completions_->clear();
    for (const GallerySuggestion& each : suggestions_) {
        const QString count = each.pictures > 0 ? QStringLiteral("  ") + pictures_text(each.pictures) : QString();
        auto* item = new QStandardItem(each.text + count);
        item->setSizeHint({0, suggestion_height});
        completions_->appendRow(item);
    }
    if (suggestions_.empty() || !search_->hasFocus()) return completer_->popup()->hide();
    completer_->complete();
}

void FilterBar::take_suggestion(int at) {
    if (at < 0 || at >= static_cast<int>(suggestions_.size())) return;
    typing_->stop();
    GalleryFilter now = filter_;
    now.words = search_->text();
    set_filter(with_suggestion(now, suggestions_[static_cast<size_t>(at)]));
}

void FilterBar::change(const std::function<void(GalleryFilter&)>& change) {
    GalleryFilter next = filter_;
    change(next);
    set_filter(next);
}

void FilterBar::set_filter(const GalleryFilter& filter) {
    if (filter == filter_) return;
    filter_ = filter;
    if (search_->text() != filter.words) {
        const QSignalBlocker quiet(search_);
        search_->setText(filter.words);
    }
    show_chips();
    emit filter_changed();
}

void FilterBar::show_chips() {
    clear_layout(flow_);
    const auto chips = chips_of(filter_);
    for (const FilterChip& each : chips) {
        auto* chip = new Chip(each.text, chips_);
        flow_->addWidget(chip);
        connect(chip, &Chip::clicked, this, [this, field = each.field] { set_filter(without(filter_, field)); });
    }
    chips_->setVisible(!chips.empty());
    sort_button_->setAccessibleName(tr("Sort: %1").arg(filter_.shuffle ? tr("shuffled") : sort_text(filter_.sort)));
}

void FilterBar::add_values(const QString& title, const std::vector<GalleryFacets::Value>& values, QString GalleryFilter::*field) {
    if (values.empty()) return;
    QMenu* menu = filter_menu_->addMenu(title);
    for (size_t i = 0; i < std::min(values.size(), most_values); ++i) {
        const QString text = QString::fromStdString(values[i].text);
        QAction* item = menu->addAction(QStringLiteral("%1\t%2").arg(menu_text(text)).arg(values[i].pictures));
        item->setCheckable(true);
        item->setChecked(filter_.*field == text);
        connect(item, &QAction::triggered, this,
                [this, field, text](bool on) { change([&](GalleryFilter& f) { f.*field = on ? text : QString(); }); });
    }
    if (values.size() > most_values) menu->addAction(tr("The rest is found by searching"))->setEnabled(false);
}

void FilterBar::fill_filter_menu() {
    filter_menu_->clear();
    QAction* favourites = filter_menu_->addAction(tr("Favourites only"));
    favourites->setCheckable(true);
    favourites->setChecked(filter_.favourites);
    connect(favourites, &QAction::triggered, this, [this](bool on) { change([&](GalleryFilter& f) { f.favourites = on; }); });
    QMenu* rating = filter_menu_->addMenu(tr("Rating"));
    for (int stars = 0; stars <= 5; ++stars) {
        QAction* item = rating->addAction(stars == 0 ? tr("Any") : tr("%1 or better").arg(QString(stars, QChar(0x2605))));
        item->setCheckable(true);
        item->setChecked(filter_.least_rating == stars);
        connect(item, &QAction::triggered, this, [this, stars] { change([&](GalleryFilter& f) { f.least_rating = stars; }); });
    }
    QMenu* date = filter_menu_->addMenu(tr("Made"));
    for (const int days : {0, 1, 2, 7, 30, 365}) {
        QAction* item = date->addAction(days_text(days));
        item->setCheckable(true);
        item->setChecked(filter_.days == days);
        connect(item, &QAction::triggered, this, [this, days] { change([&](GalleryFilter& f) { f.days = days; }); });
    }
    filter_menu_->addSeparator();
    add_values(tr("Model"), facets_.models, &GalleryFilter::model);
    add_values(tr("Style"), facets_.profiles, &GalleryFilter::profile);
    add_values(tr("Sampler"), facets_.samplers, &GalleryFilter::sampler);
    add_values(tr("Program"), facets_.programs, &GalleryFilter::program);
    add_values(tr("Size"), facets_.sizes, &GalleryFilter::size);
    add_values(tr("Tag"), plain_tags_among(facets_), &GalleryFilter::tag);
    add_values(tr("Folder"), facets_.folders, &GalleryFilter::folder);
    if (filter_.narrows()) {
        filter_menu_->addSeparator();
        connect(filter_menu_->addAction(tr("Show everything")), &QAction::triggered, this, [this] {
            GalleryFilter all;
            all.sort = filter_.sort;
            set_filter(all);
        });
    }
}

void FilterBar::fill_album_menu() {
    album_menu_->clear();
    const auto add = [this](const QString& text, const QString& album) {
        QAction* item = album_menu_->addAction(text);
        item->setCheckable(true);
        item->setChecked(filter_.album == album);
        connect(item, &QAction::triggered, this, [this, album] { change([&](GalleryFilter& f) { f.album = album; }); });
    };
    add(tr("All pictures"), {});
    for (const auto& album : albums_among(facets_)) {
        const QString name = QString::fromStdString(album.text);
        add(QStringLiteral("%1\t%2").arg(menu_text(name)).arg(album.pictures), name);
    }
    album_menu_->addSeparator();
    album_menu_->addActions(album_commands_);
}

void FilterBar::fill_sort_menu() {
    sort_menu_->clear();
    auto* group = new QActionGroup(sort_menu_);
    for (const GallerySort sort :
         {GallerySort::newest, GallerySort::oldest, GallerySort::rating, GallerySort::model, GallerySort::name, GallerySort::largest}) {
        QAction* item = sort_menu_->addAction(sort_text(sort));
        item->setCheckable(true);
        item->setChecked(filter_.shuffle == 0 && filter_.sort == sort);
        group->addAction(item);
        connect(item, &QAction::triggered, this, [this, sort] { change([&](GalleryFilter& f) { f.sort = sort, f.shuffle = 0; }); });
    }
    QAction* shuffled = sort_menu_->addAction(tr("Shuffled, anew each time"));
    shuffled->setCheckable(true);
    shuffled->setChecked(filter_.shuffle != 0);
    group->addAction(shuffled);
    connect(shuffled, &QAction::triggered, this,
            [this] { change([](GalleryFilter& f) { f.shuffle = QRandomGenerator::global()->bounded(1u, UINT32_MAX); }); });
}

}  // namespace imagelab
