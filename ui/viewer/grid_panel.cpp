#include "ui/viewer/grid_panel.h"

#include <QHBoxLayout>
#include <QImageReader>
#include <QKeyEvent>
#include <QPushButton>
#include <QToolButton>

#include "core/base/thread.h"
#include "ui/look/theme.h"
#include "ui/models/picture_info.h"
#include "ui/viewer/picture_view.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

QImage read_image(const QString& path) {
    QImageReader reader(path);
    reader.setAutoTransform(true);
    return reader.read();
}

}  // namespace

GridPanel::GridPanel(QWidget* parent) : QWidget(parent), view_(new PictureView(this)) {
    pool_.setMaxThreadCount(1);
    auto* bar = new QWidget(this);
    bar->setBackgroundRole(QPalette::Button);
    bar->setAutoFillBackground(true);
    title_ = new ElidedLabel(bar);
    export_ = new QPushButton(tr("Export as one picture…"), bar);
    describe(export_, tr("Export as one picture"), tr("Saves the grid with its labels as a PNG or JPEG."));
    export_->setEnabled(false);
    auto* close = icon_button("close", tr("Close the grid"), tr("Shows the picture again (Escape)."), bar);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(16, 4, 8, 4);
    row->setSpacing(8);
    row->addWidget(title_, 1);
    row->addWidget(export_);
    row->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(view_, 1);
    connect(export_, &QPushButton::clicked, this, [this] { emit export_wanted(composed_.image); });
    connect(view_, &PictureView::clicked, this, &GridPanel::choose_at);
    connect(close, &QToolButton::clicked, this, &GridPanel::close_wanted);
}

GridPanel::~GridPanel() {
    ++asked_;
    pool_.clear();
    pool_.waitForDone();
}

struct GridPanel::Made {
    PictureGrid grid;
    ComposedGrid composed;
    QStringList paths;
    std::vector<GridPicture> pictures;
};

void GridPanel::show_pictures(const QStringList& paths, int places) {
    const int asked = ++asked_;
    export_->setEnabled(false);
    title_->setText(tr("Reading %1 pictures…").arg(paths.size()));
    if (places == 0) view_->set_waiting(tr("Reading %1 pictures…").arg(paths.size()), {640, 480});
    composed_ = {};
    GridLook look;
    const Colors& c = colors(this);
    look.ground = c.panel, look.text = c.text, look.muted = c.muted;
    pool_.clear();
    pool_.start(guarded("the drawing of a grid", [this, paths, places, look, asked] {
        auto made = std::make_shared<Made>();
        for (const QString& path : paths) {
            if (asked != asked_) return;
            const auto info = read_picture_info(path);
            if (!info->imported) continue;
            made->paths << path;
            made->pictures.push_back({info->imported->request, info->foreign_sampler()});
        }
        made->grid = lay_out_grid(made->pictures, places);
        made->composed = compose_grid(
            made->grid, look, [&](int i) { return read_image(made->paths[i]); }, [&] { return asked == asked_; });
        const auto unreadable = static_cast<int>(paths.size() - made->paths.size());
        QMetaObject::invokeMethod(
            this, [this, made, unreadable, asked] { take(made, unreadable, asked); }, Qt::QueuedConnection);
    }));
}

void GridPanel::take(const std::shared_ptr<Made>& made, int unreadable, int asked) {
    if (asked != asked_) return;
    grid_ = made->grid;
    composed_ = std::move(made->composed);
    paths_ = made->paths;
    pictures_ = std::move(made->pictures);
    QStringList says;
    if (!grid_.x_name.isEmpty() && !grid_.y_name.isEmpty()) {
        says << tr("%1 across, %2 down").arg(grid_.x_name, grid_.y_name);
    } else if (!grid_.x_name.isEmpty()) {
        says << tr("By %1").arg(grid_.x_name.toLower());
    } else if (paths_.size() > 1) {
        says << tr("These pictures differ in no setting");
    }
    if (grid_.left_out > 0) says << tr("%1 left out: they differ in something else").arg(grid_.left_out);
    if (unreadable > 0) says << tr("%1 do not say how they were made").arg(unreadable);
    if (grid_.places > paths_.size()) says << tr("%1 of %2 are there").arg(paths_.size()).arg(grid_.places);
    if (!grid_.x_name.isEmpty()) says << tr("a click takes one");
    title_->setText(says.join(QStringLiteral(" · ")));
    export_->setEnabled(!composed_.image.isNull());
    view_->set_picture(composed_.image, composed_.image.size());
    view_->fit();
    emit composed_anew();
}

void GridPanel::choose_at(QPointF at) {
    for (size_t i = 0; i < composed_.cells.size(); ++i) {
        const int which = grid_.cells[i];
        if (which >= 0 && composed_.cells[i].contains(at.toPoint()))
            return emit chosen(paths_[which], pictures_[static_cast<size_t>(which)].request);
    }
}

// The window's own shortcut would take Escape.
bool GridPanel::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void GridPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return emit close_wanted();
    QWidget::keyPressEvent(event);
}

}  // namespace imagelab
