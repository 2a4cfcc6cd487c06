#include "ui/viewer/details_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/gallery/albums.h"
#include "core/request/replay.h"
#include "ui/look/paint.h"
#include "ui/look/wording.h"
#include "ui/models/shown_fields.h"
#include "ui/viewer/difference_list.h"
#include "ui/viewer/rating_bar.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/section.h"

namespace imagelab {
namespace {

constexpr int map_side = 160;

QLabel* text_label(const QString& name, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setAccessibleName(name);
    label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    label->setMinimumWidth(0);
    return label;
}

}  // namespace

DetailsPanel::DetailsPanel(QWidget* parent) : QWidget(parent) {
    setMinimumWidth(least_width);
    setMaximumWidth(most_width);
    setBackgroundRole(QPalette::Button);
    setAutoFillBackground(true);
    auto* content = new QWidget;
    content->setBackgroundRole(QPalette::Button);
    auto* inside = new QVBoxLayout(content);
    inside->setContentsMargins(16, 0, 4, 16);
    inside->setSpacing(8);
    inside->addWidget(make_settings());
    inside->addWidget(make_file());
    notes_ = text_label(tr("Not carried over"), nullptr);
    inside->addWidget(notes_section_ = new Section(tr("Not understood"), notes_, true, nullptr, true));
    inside->addWidget(raw_section_ = new Section(tr("As the file says it"), make_raw(), false, nullptr, true));
    notes_section_->header()->setToolTip(tr("What another program wrote and this one cannot do alike."));
    raw_section_->header()->setToolTip(tr("Every text in the file, word for word."));
    inside->addStretch(1);
    scroll_ = upright_scroll(content, this);
    scroll_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    scroll_->viewport()->setBackgroundRole(QPalette::Button);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(make_head());
    nothing_ = muted_label(tr("Choose a picture to see what it was made with."), this);
    nothing_->setWordWrap(true);
    nothing_->setContentsMargins(16, 8, 16, 8);
    nothing_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    column->addWidget(nothing_, 1);
    column->addWidget(scroll_, 1);
    show_nothing();
}

QWidget* DetailsPanel::make_head() {
    auto* head = new QWidget(this);
    title_ = new ElidedLabel(head);
    QFont bold = title_->font();
    bold.setWeight(QFont::DemiBold);
    title_->setFont(bold);
    auto* close = icon_button("close", tr("Close the details"), tr("I shows them again."), head);
    auto* row = new QHBoxLayout(head);
    row->setContentsMargins(16, 8, 4, 8);
    row->addWidget(title_, 1);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &DetailsPanel::close_wanted);
    return head;
}

QWidget* DetailsPanel::make_settings() {
    auto* box = new QWidget;
    rating_ = new RatingBar(box);
    tags_ = new QLineEdit(box);
    tags_->setPlaceholderText(tr("Tags, separated by commas"));
    describe(tags_, tr("Tags"), tr("Words of your own to find the picture by; kept in a file beside it."));
    albums_ = text_label(tr("Albums"), box);
    albums_->setForegroundRole(QPalette::PlaceholderText);
    prompt_ = text_label(tr("The picture's prompt"), box);
    difference_note_ = muted_label({}, box);
    difference_note_->setWordWrap(true);
    list_ = new DifferenceList(tr("Yours"), tr("This picture"), true, box);
    all_ = new QPushButton(tr("Use all its settings"), box);
    describe(all_, tr("Use all its settings"), tr("Takes every setting of the picture into yours; Undo takes it back."));
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(rating_);
    column->addWidget(tags_);
    column->addWidget(albums_);
    column->addWidget(prompt_);
    column->addWidget(difference_note_);
    column->addWidget(list_);
    column->addWidget(all_);
    maps_ = new QWidget(box);
    auto* maps = new QVBoxLayout(maps_);
    maps->setContentsMargins(0, 0, 0, 0);
    maps->setSpacing(4);
    maps->addWidget(muted_label(tr("What its ControlNets saw"), maps_));
    column->addWidget(maps_);
    connect(rating_, &RatingBar::favourite_wanted, this, &DetailsPanel::favourite_wanted);
    connect(rating_, &RatingBar::rating_wanted, this, &DetailsPanel::rating_wanted);
    connect(tags_, &QLineEdit::editingFinished, this, [this] {
        if (!tags_->isModified()) return;
        tags_->setModified(false);
        emit tags_wanted(tags_->text().split(',', Qt::SkipEmptyParts));
    });
    connect(list_, &DifferenceList::taken, this, &DetailsPanel::take_one);
    connect(all_, &QPushButton::clicked, this, &DetailsPanel::take_all);
    return box;
}

QWidget* DetailsPanel::make_file() {
    auto* box = new QWidget;
    facts_ = text_label(tr("The file"), box);
    facts_->setForegroundRole(QPalette::PlaceholderText);
    auto* folder = new QPushButton(tr("Open its folder"), box);
    describe(folder, tr("Open its folder"), tr("Shows the file in the file manager."));
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(8);
    column->addWidget(facts_);
    column->addWidget(folder, 0, Qt::AlignLeft);
    connect(folder, &QPushButton::clicked, this, [this] { emit folder_wanted(path_); });
    return box;
}

QWidget* DetailsPanel::make_raw() {
    auto* box = new QWidget;
    raw_ = new QPlainTextEdit(box);
    raw_->setReadOnly(true);
    raw_->setTabChangesFocus(true);
    raw_->setFixedHeight(200);
    describe(raw_, tr("As the file says it"), tr("Every text in the file, word for word."));
    auto* copy = new QPushButton(tr("Copy"), box);
    describe(copy, tr("Copy what the file says"), tr("Puts the whole text on the clipboard."));
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(raw_);
    column->addWidget(copy, 0, Qt::AlignLeft);
    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(raw_->toPlainText()); });
    return box;
}

void DetailsPanel::show_nothing() {
    path_.clear();
    title_->setText(tr("Details"));
    scroll_->hide();
    nothing_->show();
}

void DetailsPanel::show_picture(const StripEntry& entry, const PictureInfoPtr& info) {
    info_ = info;
    path_ = entry.path;
    has_settings_ = info->imported.has_value() || !entry.request.prompt.empty();
    theirs_ = info->imported ? info->imported->request : entry.request;
    title_->setText(QFileInfo(entry.path).fileName());
    prompt_->setText(breakable(QString::fromStdString(in_own_words(theirs_).prompt)));
    prompt_->setVisible(has_settings_);
    set_marks(entry.marks);
    show_file(entry, *info);
    show_difference();
    show_maps();
    nothing_->hide();
    scroll_->show();
}

void DetailsPanel::set_marks(const Marks& marks) {
    rating_->set_marks(marks);
    if (tags_->hasFocus() && tags_->isModified()) return;
    QStringList tags;
    for (const std::string& tag : marks.tags)
        if (!album_of(tag)) tags << QString::fromStdString(tag);
    tags_->setText(tags.join(", "));
    QStringList albums;
    for (const std::string& album : albums_of(marks.tags)) albums << QString::fromStdString(album);
    albums_->setText(albums.size() == 1 ? tr("In the album %1").arg(albums.front()) : tr("In the albums %1").arg(albums.join(", ")));
    albums_->setVisible(!albums.isEmpty());
}

void DetailsPanel::focus_tags() {
    tags_->setFocus(Qt::OtherFocusReason);
    tags_->end(false);
}

void DetailsPanel::set_mine(const Request& mine) {
    mine_ = mine;
    if (!path_.isEmpty()) show_difference();
}

void DetailsPanel::show_difference() {
    auto found =
        has_settings_ ? differences(mine_, theirs_, info_ ? info_->foreign_sampler() : QString()) : std::vector<RequestDifference>();
    difference_note_->setText(!has_settings_  ? tr("The picture does not say how it was made.")
                              : found.empty() ? tr("Made with just the settings you have.")
                                              : tr("What differs from your settings:"));
    all_->setVisible(!found.empty());
    list_->setVisible(!found.empty());
    list_->show_differences(std::move(found));
}

void DetailsPanel::show_maps() {
    for (const auto& [path, label] : map_of_) label->deleteLater();
    map_of_.clear();
    for (const ControlUse& use : theirs_.control_nets) {
        for (const std::string& map : use.maps) {
            const QString path = QString::fromStdString(map);
            if (map_of_.contains(path) || !QFileInfo::exists(path)) continue;
            auto* label = map_of_[path] = new QLabel(maps_);
            label->setAccessibleName(tr("What the ControlNet saw: %1").arg(QFileInfo(path).completeBaseName()));
            label->setToolTip(path);
            maps_->layout()->addWidget(label);
            emit thumbnail_wanted(path);
        }
    }
    maps_->setVisible(!map_of_.empty());
}

void DetailsPanel::set_thumbnail(const QString& path, const QImage& image) {
    if (const auto label = map_of_.find(path); label != map_of_.end() && !image.isNull())
        label->second->setPixmap(small_pixmap(image, map_side, this));
}

void DetailsPanel::show_file(const StripEntry& entry, const PictureInfo& info) {
    const QLocale locale;
    QStringList lines;
    if (!info.program().isEmpty()) lines << tr("Made by %1").arg(info.program());
    const QSize size(info.metadata.width, info.metadata.height);
    if (!size.isEmpty())
        lines << tr("%1 pixels, %2, %3")
                     .arg(size_text(size.width(), size.height()),
                          QString::fromStdString(std::string(picture_format_name(info.metadata.format))).toUpper(),
                          locale.formattedDataSize(info.bytes));
    lines << locale.toString(QDateTime::fromSecsSinceEpoch(info.modified), QLocale::LongFormat);
    if (entry.seconds > 0) lines << tr("Took %1").arg(duration_text(entry.seconds));
    if (info.imported && info.imported->request.like != LikeProgram::diffusers)
        lines << tr("Drawn with the numbers of %1").arg(QString::fromStdString(std::string(program_name(info.imported->request.like))));
    lines << QDir::toNativeSeparators(QFileInfo(entry.path).absolutePath());
    facts_->setText(breakable(lines.join('\n')));

    QStringList notes;
    if (info.imported) {
        for (const ReplayVerdict& verdict : replay_verdicts(info.imported->request)) {
            if (verdict.kind != ReplayVerdict::Kind::exact)
                notes << tr("%1: %2").arg(field_name(verdict.field), message_text(verdict.reason));
        }
        for (const std::string& note : info.imported->notes) notes << QString::fromStdString(note);
        if (!info.imported->model_hash.empty()) notes << tr("The model's hash: %1").arg(QString::fromStdString(info.imported->model_hash));
    } else {
        notes << info.problem;
    }
    notes_->setText(breakable(note_sentences(notes).join('\n')));
    notes_section_->setVisible(!notes.isEmpty());
    const QString raw = raw_text(info);
    raw_->setPlainText(raw);
    raw_section_->setVisible(!raw.isEmpty());
}

}  // namespace imagelab
