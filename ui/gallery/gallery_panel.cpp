#include "ui/gallery/gallery_panel.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSlider>
#include <QVBoxLayout>
#include <algorithm>
#include <ctime>

#include "ui/gallery/album_targets.h"
#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_bridge.h"
#include "ui/gallery/thumbnail_delegate.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/look/wording.h"
#include "ui/models/thumbnail_cache.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {
constexpr size_t most_kept = 2000;  // a larger selection is not carried over to a new list
}

GalleryPanel::GalleryPanel(GalleryModel& model, GalleryBridge& bridge, ThumbnailCache& thumbnails, QWidget* parent)
    : QWidget(parent), model_(model), bridge_(bridge), filter_(new FilterBar(this)), grid_(new ThumbnailGrid(this)) {
    setBackgroundRole(QPalette::Button);
    setAutoFillBackground(true);
    setMinimumWidth(184);
    grid_->setModel(&model);
    grid_->setItemDelegate(new ThumbnailDelegate(thumbnails, grid_));
    grid_->setContextMenuPolicy(Qt::CustomContextMenu);
    grid_->viewport()->setBackgroundRole(QPalette::Button);
    describe(
        grid_, tr("Gallery"),
        tr("Arrows choose a picture, Space shows it large, F marks a favourite, 1 to 5 rate, the menu key says what else can be done."));
    grid_->setToolTip({});

    trouble_ = new QWidget(this);
    trouble_text_ = new QLabel(trouble_);
    trouble_text_->setWordWrap(true);
    trouble_text_->setForegroundRole(QPalette::BrightText);
    trouble_text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    trouble_text_->setAccessibleName(tr("Trouble with the gallery"));
    auto* rebuild = new QPushButton(tr("Make the index anew"), trouble_);
    describe(rebuild, tr("Make the index anew"),
             tr("Reads every picture of the gallery's folders again; ratings and tags are files beside the pictures and stay."));
    connect(rebuild, &QPushButton::clicked, this, [this] { trouble_->hide(), bridge_.rebuild(); });
    auto* trouble_column = new QVBoxLayout(trouble_);
    trouble_column->setContentsMargins(16, 8, 16, 8);
    trouble_column->addWidget(trouble_text_);
    trouble_column->addWidget(rebuild);
    trouble_->hide();

    auto* head = new QVBoxLayout;
    head->setContentsMargins(8, 8, 8, 8);
    head->addWidget(filter_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(trouble_);
    column->addWidget(grid_, 1);
    column->addWidget(make_foot());

    connect(grid_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (updating_) return;
        kept_ = {};
        if (now.isValid()) emit current_changed(now.row());
    });
    connect(grid_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] { show_count(), emit selection_changed(); });
    connect(grid_, &ThumbnailGrid::clicked, this, [this](const QModelIndex& index) { emit current_changed(index.row()); });
    connect(grid_, &ThumbnailGrid::doubleClicked, this, &GalleryPanel::look_wanted);
    connect(grid_, &ThumbnailGrid::tile_wanted, this, &GalleryPanel::set_tile);
    albums_ = new AlbumTargets(this);
    connect(grid_, &ThumbnailGrid::dragging, this, [this](bool under_way) {
        if (under_way && bridge_.is_open()) return albums_->open(albums_among(filter_->facets()), grid_->geometry());
        albums_->hide();
    });
    connect(albums_, &AlbumTargets::dropped, this, &GalleryPanel::album_dropped);
    connect(grid_, &ThumbnailGrid::customContextMenuRequested, this, [this](const QPoint& at) {
        const QModelIndex index = grid_->indexAt(at).isValid() ? grid_->indexAt(at) : grid_->currentIndex();
        if (index.isValid()) emit menu_wanted(index.row(), grid_->viewport()->mapToGlobal(at));
    });
    connect(&thumbnails, &ThumbnailCache::ready, grid_->viewport(), qOverload<>(&QWidget::update));
    connect(&model_, &GalleryModel::updating, this, &GalleryPanel::before_update);
    connect(&model_, &GalleryModel::updated, this, &GalleryPanel::after_update);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&model_, signal, this, &GalleryPanel::show_count);
    connect_bridge();
    show_count();
}

QWidget* GalleryPanel::make_foot() {
    auto* foot = new QWidget(this);
    count_ = new ElidedLabel(foot);
    count_->setForegroundRole(QPalette::PlaceholderText);
    size_ = new QSlider(Qt::Horizontal, foot);
    size_->setRange(ThumbnailGrid::least_tile, ThumbnailGrid::most_tile);
    size_->setPageStep(16);
    size_->setFixedWidth(72);
    describe(size_, tr("Size of the thumbnails"), tr("Ctrl and the wheel over the pictures do the same."));
    size_->setValue(grid_->tile());
    connect(size_, &QSlider::valueChanged, grid_, &ThumbnailGrid::set_tile);
    auto* line = new QHBoxLayout;
    line->addWidget(count_, 1);
    line->addWidget(size_);

    busy_ = new QWidget(foot);
    busy_text_ = new ElidedLabel(busy_);
    busy_bar_ = new QProgressBar(busy_);
    busy_bar_->setTextVisible(false);
    busy_bar_->setFixedHeight(8);
    busy_bar_->setAccessibleName(tr("Progress"));
    auto* stop = new QPushButton(tr("Stop"), busy_);
    describe(stop, tr("Stop"), tr("Ends after the picture at hand; Undo takes back what was done."));
    connect(stop, &QPushButton::clicked, this, [this] { bridge_.stop_changes(); });
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(busy_text_);
    texts->addWidget(busy_bar_);
    auto* busy_line = new QHBoxLayout(busy_);
    busy_line->setContentsMargins(0, 0, 0, 0);
    busy_line->addLayout(texts, 1);
    busy_line->addWidget(stop);
    busy_->hide();

    auto* column = new QVBoxLayout(foot);
    column->setContentsMargins(16, 4, 8, 4);
    column->setSpacing(4);
    column->addWidget(busy_);
    column->addLayout(line);
    return foot;
}

void GalleryPanel::connect_bridge() {
    connect(filter_, &FilterBar::filter_changed, this, [this] {
        refresh();
        show_count();
    });
    connect(filter_, &FilterBar::facets_wanted, &bridge_, &GalleryBridge::ask_facets);
    connect(&bridge_, &GalleryBridge::facets_found, filter_, &FilterBar::set_facets);
    connect(&bridge_, &GalleryBridge::index_changed, this, [this] {
        model_.forget_entries();
        refresh();
        bridge_.ask_facets();
    });
    connect(&bridge_, &GalleryBridge::found, this, [this](const GalleryFound& found) {
        trouble_->hide();
        model_.set_found(found.ids, found.known);
    });
    connect(&bridge_, &GalleryBridge::fetched, &model_, &GalleryModel::take);
    connect(&model_, &GalleryModel::entries_wanted, &bridge_, &GalleryBridge::fetch);
    connect(&bridge_, &GalleryBridge::trouble, this, &GalleryPanel::show_trouble);
    connect(&bridge_, &GalleryBridge::changing, this, [this](const QString& what, int done, int total) {
        if (total < 8) return;
        busy_text_->setText(tr("%1, %2 of %3").arg(what).arg(done).arg(total));
        busy_bar_->setRange(0, total);
        busy_bar_->setValue(done);
        busy_->show();
    });
    connect(&bridge_, &GalleryBridge::changed, busy_, &QWidget::hide);
}

void GalleryPanel::refresh() {
    bridge_.search({filter_->filter().query(std::time(nullptr)), filter_->filter().shuffle, model_.session_paths()});
}

void GalleryPanel::show_trouble(const QString& message) {
    trouble_text_->setText(message_text(message.toStdString()));
    trouble_->show();
    show_count();
}

QString GalleryPanel::count_text() const {
    return count_->text();
}

void GalleryPanel::show_count() {
    const int64_t finished = model_.found_count() + static_cast<int64_t>(model_.session_paths().size());
    const qsizetype selected = grid_->selected_rows().size();
    count_->setText(selected > 1 ? tr("%1 of %2 chosen").arg(selected).arg(finished) : pictures_text(finished));
    if (filter_->filter().narrows()) {
        grid_->set_empty_text(tr("No picture fits. Take a condition away, or search for other words."));
    } else {
        grid_->set_empty_text(tr("Pictures you make appear here. Folders with older ones join through Gallery > Add a folder."));
    }
}

int GalleryPanel::current_row() const {
    return grid_->currentIndex().row();
}

void GalleryPanel::select(int row) {
    wanted_path_.clear();
    const QModelIndex index = model_.index(row);
    if (!index.isValid()) return;
    // Not by the view, which would add to the selection while Ctrl of Ctrl+Enter is held.
    grid_->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect);
    grid_->scrollTo(index);
}

void GalleryPanel::select_path(const QString& path) {
    const int row = model_.row_of(path);
    if (row >= 0) return select(row);
    wanted_path_ = path;
}

QList<int> GalleryPanel::selected_rows() const {
    return grid_->selected_rows();
}

ChosenPictures GalleryPanel::chosen() const {
    ChosenPictures chosen;
    for (const int row : grid_->selected_rows()) {
        if (const int64_t id = model_.id(row)) {
            chosen.ids.push_back(id);
        } else if (const StripEntry e = model_.entry(row); e.state == StripEntry::State::done) {
            chosen.paths.emplace_back(e.path.toStdString());
        }
    }
    return chosen;
}

void GalleryPanel::set_tile(int side) {
    size_->setValue(side);
}
int GalleryPanel::tile() const {
    return grid_->tile();
}

void GalleryPanel::before_update() {
    updating_ = true;
    const int row = current_row();
    if (row < 0) return;  // what a search left out comes back as the current one
    const StripEntry e = model_.entry(row);
    kept_ = {row, e.state == StripEntry::State::done ? 0 : e.ticket, e.path, model_.id(row), {}, {}};
    const QList<int> rows = grid_->selected_rows();
    if (rows.size() > static_cast<qsizetype>(most_kept)) return;
    for (const int each : rows) kept_.selected.push_back(model_.id(each));
    kept_.rows = rows;
}

// The row that took the place of one that is gone: the chosen rows above it may be gone with it.
int GalleryPanel::row_in_its_place() const {
    int above = 0;
    for (qsizetype i = 0; i < kept_.rows.size(); ++i) {
        if (kept_.rows[i] < kept_.row && model_.row_of_id(kept_.selected[static_cast<size_t>(i)]) < 0) ++above;
    }
    return std::min(kept_.row - above, model_.rowCount() - 1);
}

int GalleryPanel::row_of_kept() const {
    if (kept_.ticket) return model_.row_of(kept_.ticket);
    const int row = kept_.id ? model_.row_of_id(kept_.id) : -1;
    return row < 0 && !kept_.path.isEmpty() ? model_.row_of(kept_.path) : row;
}

void GalleryPanel::choose_quietly(int row, const QItemSelection& selection) {
    {
        const QSignalBlocker quiet(grid_->selectionModel());  // the view would scroll there
        grid_->selectionModel()->setCurrentIndex(model_.index(row), QItemSelectionModel::NoUpdate);
    }
    grid_->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

// Rows of pictures that just finished become rows of the index, jobs and pictures come and go: what is current and chosen stays so,
// whatever row it has now. Where it is gone, what stands in its place is chosen.
void GalleryPanel::after_update() {
    if (const int wanted = wanted_path_.isEmpty() ? -1 : model_.row_of(wanted_path_); wanted >= 0) {
        updating_ = false;
        return select(wanted);
    }
    int row = row_of_kept();
    const bool gone = row < 0 && kept_.row >= 0;
    if (gone) row = row_in_its_place();
    if (row >= 0) {
        QItemSelection selection;
        for (const int64_t id : kept_.selected) {
            if (const int at = id ? model_.row_of_id(id) : row; at >= 0) selection.select(model_.index(at), model_.index(at));
        }
        if (selection.isEmpty()) selection.select(model_.index(row), model_.index(row));
        choose_quietly(row, selection);
    }
    updating_ = false;
    grid_->viewport()->update();
    show_count();
    emit selection_changed();
    if (gone) emit current_changed(row);
}

}  // namespace imagelab
