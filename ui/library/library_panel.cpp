#include "ui/library/library_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QImageReader>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QToolButton>
#include <QUrl>
#include <algorithm>
#include <filesystem>

#include "core/library/known_models.h"
#include "ui/library/offer_card.h"
#include "ui/look/glossary.h"
#include "ui/look/icons.h"
#include "ui/look/theme.h"
#include "ui/models/download_list.h"
#include "ui/models/library_model.h"
#include "ui/models/model_purpose.h"
#include "ui/models/request_document.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/two_line_delegate.h"
#include "ui/widgets/word_filter.h"

namespace imagelab {
namespace {

using State = DownloadItem::State;

constexpr int card_picture_side = 96;                          // pixels
constexpr qint64 most_preview_pixels = qint64{64} << 20;  // of a picture that is made small for it

QHBoxLayout* row_of(std::initializer_list<QWidget*> widgets) {
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    for (QWidget* widget : widgets) row->addWidget(widget);
    return row;
}

// A low panel scrolls to the end of a long message or of what a server says.
QScrollArea* scrolled(QWidget* box) {
    const int least = box->minimumSizeHint().width();
    auto* area = upright_scroll(box, box->parentWidget());
    area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // it is the right margin, so that nothing moves when it comes
    area->setMinimumWidth(least + area->verticalScrollBar()->sizeHint().width());
    area->viewport()->setAutoFillBackground(false);
    box->setAutoFillBackground(false);
    return area;
}

QLabel* wrapped_label(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

}  // namespace

LibraryPanel::LibraryPanel(RequestDocument& document, LibraryModel& library, DownloadList& downloads, OfferReader& offers, QWidget* parent)
    : QWidget(parent),
      document_(document),
      library_(library),
      list_(downloads),
      filter_(new WordFilter(LibraryModel::SearchRole, this)),
      offers_(offers) {
    filter_->setSourceModel(&library_);
    auto* splitter = new QSplitter(this);
    splitter->addWidget(make_models());
    splitter->addWidget(make_downloads());
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    auto* column = column_in(this, 0);
    column->addWidget(splitter);
    connect(&library_, &LibraryModel::changed, this, &LibraryPanel::show_models);
    connect(&library_, &LibraryModel::failed, this, [this](const QString& message) {
        state_->setText(message);
        state_->setForegroundRole(danger_role);
    });
    connect(&document_, &RequestDocument::changed, this, &LibraryPanel::show_models);
    connect(&list_, &DownloadList::changed, this, &LibraryPanel::show_downloads);
    show_models();
    show_downloads();
}

QWidget* LibraryPanel::make_models() {
    auto* box = new QWidget(this);
    search_ = new QLineEdit(box);
    fit_placeholder(search_, {tr("Search models"), tr("Search")});
    search_->setMinimumWidth(search_->fontMetrics().horizontalAdvance(tr("Search")) + 24);
    search_->setClearButtonEnabled(true);
    describe(search_, tr("Search models"), tr("Looks in name, kind, base model, tags, trigger words and your notes."));
    auto* add = new QPushButton(tr("Add a folder…"), box);
    describe(add, tr("Add a model folder"), tr("A folder of models, or that of A1111 or ComfyUI; nothing in it is changed."));
    auto* again = icon_button("refresh", tr("Look again"), tr("Reads all model folders anew."), box);
    models_ = new QListView(box);
    models_->setModel(filter_);
    auto* delegate = new TwoLineDelegate(LibraryModel::DetailRole, models_);
    delegate->set_warning_role(LibraryModel::ReasonRole);
    models_->setItemDelegate(delegate);
    models_->setUniformItemSizes(true);
    models_->setMouseTracking(true);
    describe(models_, tr("Models"), tr("Enter uses the model."));
    use_ = new QPushButton(tr("Use"), box);
    describe(use_, tr("Use the model"),
             tr("Chooses it for the request: a VAE as its VAE, a LoRA on top of the model; Undo takes it back."));
    show_ = new QPushButton(tr("Show the file"), box);
    describe(show_, tr("Show the file"), tr("Opens its folder in the file manager."));
    state_ = wrapped_label(box);
    state_->setAccessibleName(tr("State of the models"));

    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    auto* top = row_of({search_, add, again});
    top->setStretchFactor(search_, 1);
    column->addLayout(top);
    column->addWidget(models_, 1);
    nothing_ = wrapped_label(box);
    nothing_->setAlignment(Qt::AlignCenter);
    nothing_->setMargin(16);
    column->addWidget(nothing_, 1);
    purpose_ = wrapped_label(box);
    purpose_->setAccessibleName(tr("What the model is for"));
    column->addWidget(purpose_);
    column->addWidget(make_card(box));
    auto* bottom = row_of({state_, show_, use_});
    bottom->setStretchFactor(state_, 1);
    column->addLayout(bottom);
    connect(search_, &QLineEdit::textChanged, this, [this](const QString& typed) {
        filter_->set_words(typed);
        show_models();
    });
    connect(add, &QPushButton::clicked, this, &LibraryPanel::folder_wanted);
    connect(again, &QToolButton::clicked, &library_, &LibraryModel::scan);
    connect(models_, &QListView::activated, this, &LibraryPanel::use);
    connect(use_, &QPushButton::clicked, this, [this] { use(models_->currentIndex()); });
    connect(show_, &QPushButton::clicked, this, [this] {
        const QFileInfo file(models_->currentIndex().data(LibraryModel::PathRole).toString());
        QDesktopServices::openUrl(QUrl::fromLocalFile(file.isDir() ? file.filePath() : file.path()));
    });
    connect(models_->selectionModel(), &QItemSelectionModel::currentChanged, this, &LibraryPanel::show_models);
    return box;
}

QWidget* LibraryPanel::make_card(QWidget* parent) {
    card_ = new QWidget(parent);
    preview_ = new QLabel(card_);
    preview_->setFixedWidth(card_picture_side);
    preview_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    preview_->setAccessibleName(tr("Picture beside the model"));
    about_ = wrapped_label(card_);
    about_->setAccessibleName(tr("What is known of the model"));
    notes_ = new QLineEdit(card_);
    notes_->setPlaceholderText(tr("Your notes"));
    notes_->setMaxLength(2000);
    describe(notes_, tr("Your notes on the model"), tr("Kept in Image Lab's own data; the search finds them."));
    auto* words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(about_);
    words->addWidget(notes_);
    auto* row = new QHBoxLayout(card_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(preview_, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    connect(notes_, &QLineEdit::editingFinished, this, [this] {
        const QModelIndex at = models_->currentIndex();
        if (at.isValid()) library_.set_notes(at.data(LibraryModel::PathRole).toString(), notes_->text());
    });
    return card_;
}

void LibraryPanel::show_card(const QModelIndex& index) {
    card_->setVisible(index.isValid());
    const QString path = index.data(LibraryModel::PathRole).toString();
    const ModelCard* card = index.isValid() ? library_.card(path) : nullptr;
    about_->setText(card ? breakable(model_card_text(*card)) : QString());
    about_->setVisible(!about_->text().isEmpty());
    if (!notes_->hasFocus()) notes_->setText(card ? QString::fromStdString(card->notes) : QString());
    const QString picture = index.data(LibraryModel::PreviewRole).toString();
    preview_->setVisible(!picture.isEmpty());
    if (picture == shown_preview_) return;
    shown_preview_ = picture;
    preview_->clear();
    if (picture.isEmpty()) return;
    QImageReader reader(picture);
    reader.setAutoTransform(true);
    const QSize whole = reader.size();
    if (whole.isValid() && qint64{whole.width()} * whole.height() <= most_preview_pixels)
        reader.setScaledSize(whole.scaled(card_picture_side, card_picture_side, Qt::KeepAspectRatio));
    else
        return preview_->hide();
    const QImage image = reader.read();
    preview_->setVisible(!image.isNull());
    preview_->setPixmap(QPixmap::fromImage(image));
}

QString LibraryPanel::card_text() const {
    return about_->text();
}

QWidget* LibraryPanel::make_known() {
    auto* known = new QComboBox(this);
    known->addItem(tr("A model by name…"));
    for (const KnownModel& model : known_models()) known->addItem(QString::fromStdString(model.name), QString::fromStdString(model.id));
    describe(known, tr("Known models"), tr("Models that are often used, each from its page on Hugging Face."));
    ignore_wheel(known);
    connect(known, &QComboBox::activated, this, [this, known](int index) {
        if (index > 0) wish_->setText(known->itemData(index).toString()), look();
        known->setCurrentIndex(0);
    });
    return known;
}

QWidget* LibraryPanel::make_downloads() {
    auto* box = new QWidget(this);
    wish_ = new QLineEdit(box);
    wish_->setPlaceholderText(tr("Name or link"));
    describe(wish_, tr("Model to fetch"),
             tr("A name from the list, a repository of Hugging Face, or the https:// link of a .safetensors file."));
    checksum_ = new QLineEdit(box);
    fit_placeholder(checksum_, {tr("SHA-256, if you have it"), QStringLiteral("SHA-256")});
    checksum_->setMaxLength(64);
    describe(checksum_, term_name(Term::checksum), explain(Term::checksum));
    look_ = new QPushButton(tr("Look at it"), box);
    wish_->setMinimumWidth(wish_->fontMetrics().horizontalAdvance(wish_->placeholderText()) + 20);
    checksum_->setMinimumWidth(checksum_->fontMetrics().horizontalAdvance(QStringLiteral("SHA-256")) + 20);
    describe(look_, tr("Look at the model"), tr("Shows picture, size and licence before anything is fetched."));
    offer_ = new OfferCard(box);
    downloads_view_ = new QListView(box);
    downloads_view_->setModel(&list_);
    auto* delegate = new TwoLineDelegate(DownloadList::DetailRole, downloads_view_);
    delegate->set_fraction_role(DownloadList::FractionRole);
    downloads_view_->setItemDelegate(delegate);
    downloads_view_->setUniformItemSizes(true);
    describe(downloads_view_, tr("Downloads"), tr("Space pauses and goes on."));
    empty_ = wrapped_label(box);
    empty_->setAccessibleName(tr("State of the downloads"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setText(tr("Nothing is being fetched. Choose a model by name, or paste the link of one."));
    message_ = wrapped_label(box);
    message_->setMinimumWidth(1);  // a long name in it breaks rather than widen the panel
    message_->setAccessibleName(tr("Why the download failed"));
    message_->setForegroundRole(danger_role);
    pause_ = new QPushButton(tr("Pause"), box);
    remove_ = new QPushButton(tr("Cancel"), box);
    copy_ = new QPushButton(box);
    copy_->setIcon(icon("copy"));
    describe(copy_, tr("Copy details"), tr("Copies the message, for a bug report."));

    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(8, 8, 0, 8);
    column->setSpacing(8);
    auto* first = row_of({wish_, look_});
    first->setStretchFactor(wish_, 1);
    column->addLayout(first);
    auto* second = row_of({make_known(), checksum_});
    second->setStretchFactor(checksum_, 1);
    column->addLayout(second);
    column->addWidget(offer_);
    column->addWidget(downloads_view_, 1);
    column->addWidget(empty_, 1);
    column->addWidget(message_);
    auto* bottom = row_of({copy_, remove_, pause_});
    bottom->insertStretch(0, 1);
    column->addLayout(bottom);
    connect(look_, &QPushButton::clicked, this, &LibraryPanel::look);
    connect(wish_, &QLineEdit::returnPressed, this, &LibraryPanel::look);
    connect(wish_, &QLineEdit::textEdited, offer_, &QWidget::hide);
    connect(offer_, &OfferCard::wanted, this, &LibraryPanel::get);
    connect(&offers_, &OfferReader::told, this, [this](const OfferReader::Told& told) {
        if (offer_->isVisible() && told.what == wish_->text().trimmed()) offer_->show_told(told);
    });
    connect(wish_, &QLineEdit::textChanged, this, &LibraryPanel::show_downloads);
    connect(checksum_, &QLineEdit::textChanged, this, &LibraryPanel::show_downloads);
    connect(pause_, &QPushButton::clicked, this, [this] {
        const int row = current_download();
        if (row < 0) return;
        const State state = list_.item(row).state;
        if (state == State::running || state == State::waiting)
            list_.pause(row);
        else
            list_.resume(row);
    });
    connect(remove_, &QPushButton::clicked, this, [this] { list_.remove(current_download()); });
    connect(copy_, &QPushButton::clicked, this, [this] {
        if (const int row = current_download(); row >= 0)
            QApplication::clipboard()->setText(list_.item(row).what + '\n' + list_.item(row).message);
    });
    connect(downloads_view_->selectionModel(), &QItemSelectionModel::currentChanged, this, &LibraryPanel::show_downloads);
    return scrolled(box);
}

namespace {

bool is_refiner(const QModelIndex& index) {
    return index.data(LibraryModel::KindRole).toString() == "sdxl-refiner" &&
           static_cast<ModelFile::State>(index.data(LibraryModel::StateRole).toInt()) == ModelFile::State::ready;
}

}  // namespace

void LibraryPanel::use(const QModelIndex& index) {
    if (!index.isValid()) return;
    const std::string path = index.data(LibraryModel::PathRole).toString().toStdString();
    const auto state = static_cast<ModelFile::State>(index.data(LibraryModel::StateRole).toInt());
    if (is_refiner(index)) return document_.change(tr("refiner"), [&](Request& r) { r.refiner = path; });
    if (state == ModelFile::State::ready) return document_.change(tr("model"), [&](Request& r) { r.model = path; });
    const QString kind = index.data(LibraryModel::KindRole).toString();
    if (state == ModelFile::State::broken) return;
    if (kind == "vae") return document_.change(tr("VAE"), [&](Request& r) { r.vae = path; });
    if (kind == "upscaler") return document_.change(tr("upscaler"), [&](Request& r) { r.upscaler = path; });
    if (kind == "lora") {
        return document_.change(tr("a LoRA"), [&](Request& r) {
            const bool there = std::any_of(r.loras.begin(), r.loras.end(), [&](const LoraUse& use) { return use.name == path; });
            if (!there) r.loras.push_back({path, 1, {}});
        });
    }
    if (kind != "embedding") return;
    document_.change(tr("words of an embedding"), [&](Request& r) {
        const std::string word = std::filesystem::path(path).stem().string();
        if (r.prompt.find(word) == std::string::npos) r.prompt += (r.prompt.empty() ? "" : ", ") + word;
        const bool given = std::find(r.embeddings.begin(), r.embeddings.end(), path) != r.embeddings.end();
        if (!given) r.embeddings.push_back(path);
    });
}

bool LibraryPanel::can_use(const QModelIndex& index) const {
    if (!index.isValid()) return false;
    const auto state = static_cast<ModelFile::State>(index.data(LibraryModel::StateRole).toInt());
    static const QStringList beside{"vae", "lora", "embedding", "upscaler"};
    return state == ModelFile::State::ready ||
           (state != ModelFile::State::broken && beside.contains(index.data(LibraryModel::KindRole).toString()));
}

void LibraryPanel::show_models() {
    const QModelIndex at = models_->currentIndex();
    const QString kind = at.data(LibraryModel::KindRole).toString();
    use_->setEnabled(can_use(at));
    use_->setText(kind == "vae"         ? tr("Use as VAE")
                  : kind == "lora"      ? tr("Add this LoRA")
                  : kind == "embedding" ? tr("Insert its word")
                  : is_refiner(at)      ? tr("Use as refiner")
                                        : tr("Use"));
    show_card(at);
    show_->setEnabled(at.isValid());
    const KnownModel* known = known_model(at.data(Qt::DisplayRole).toString().toStdString());
    const QString purpose = known ? model_purpose(known->id) : model_purpose(at.data(LibraryModel::KindRole).toString().toStdString());
    purpose_->setText(purpose);
    purpose_->setVisible(!purpose.isEmpty() && at.isValid());
    state_->setForegroundRole(QPalette::PlaceholderText);
    const bool any = filter_->rowCount() > 0;
    for (QWidget* each : {static_cast<QWidget*>(models_), static_cast<QWidget*>(use_), static_cast<QWidget*>(show_)}) each->setVisible(any);
    nothing_->setVisible(!any);
    nothing_->setText(library_.scanning() ? tr("Looking for models…")
                      : library_.rowCount() > 0
                          ? tr("No model has these words.")
                          : tr("No models besides the bundled one. Add the folder that holds yours, or fetch one on the right."));
    state_->clear();
    state_->setWordWrap(true);
    if (library_.scanning()) return state_->setText(any ? tr("Looking for models…") : QString());
    if (!library_.problems().isEmpty()) {
        state_->setForegroundRole(warning_role);
        return state_->setText(library_.problems().join('\n'));
    }
    state_->setWordWrap(false);  // a number does not stand alone in a second line
    if (any) state_->setText(tr("Models: %1").arg(filter_->rowCount()));
}

int LibraryPanel::current_download() const {
    const QModelIndex at = downloads_view_->currentIndex();
    return at.isValid() ? at.row() : list_.rowCount() == 1 ? 0 : -1;
}

void LibraryPanel::show_downloads() {
    const bool any = list_.rowCount() > 0;
    downloads_view_->setVisible(any);
    empty_->setVisible(!any);
    const int row = current_download();
    const State state = row < 0 ? State::done : list_.item(row).state;
    const bool under_way = state == State::running || state == State::waiting;
    const bool failed = row >= 0 && state == State::failed;
    pause_->setText(under_way ? tr("Pause") : failed ? tr("Try again") : tr("Go on"));
    describe(pause_, pause_->text(), tr("What was fetched stays, and the rest is fetched later."));
    pause_->setEnabled(row >= 0 && state != State::done);
    remove_->setText(row >= 0 && state == State::done ? tr("Clear") : failed ? tr("Remove") : tr("Cancel"));
    describe(remove_, remove_->text(),
             state == State::done ? tr("Takes the line away; the model stays.") : tr("Stops it and deletes what was fetched so far."));
    remove_->setEnabled(row >= 0);
    pause_->setVisible(any);
    remove_->setVisible(any);
    copy_->setVisible(failed);
    message_->setVisible(failed);
    message_->setText(breakable(failed ? list_.item(row).message : QString()));
    const QString sum = checksum_->text().trimmed();
    const bool sum_fits = sum.isEmpty() || sum.size() == 64;
    look_->setEnabled(!wish_->text().trimmed().isEmpty());
    offer_->set_checksum_problem(sum_fits ? QString() : tr("A SHA-256 has 64 digits."));
    empty_->setVisible(!any && !offer_->isVisibleTo(this));
}

void LibraryPanel::look() {
    const QString what = wish_->text().trimmed();
    if (what.isEmpty()) return;
    offer_->show_asking(what);
    show_downloads();
    offers_.ask(what);
}

void LibraryPanel::get() {
    offer_->hide();
    list_.add(wish_->text(), checksum_->text());
    const int row = list_.row_of(wish_->text().trimmed());
    wish_->clear();
    checksum_->clear();
    downloads_view_->setCurrentIndex(list_.index(row));
    show_downloads();
}

QString LibraryPanel::state_text() const {
    return state_->text().isEmpty() ? nothing_->text() : state_->text();
}
void LibraryPanel::focus_search() {
    search_->setFocus(Qt::OtherFocusReason);
}
void LibraryPanel::focus_wish() {
    wish_->setFocus(Qt::OtherFocusReason);
}

}  // namespace imagelab
