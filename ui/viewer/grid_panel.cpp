#include "ui/viewer/grid_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QImageReader>
#include <QKeyEvent>
#include <QPushButton>
#include <QSignalBlocker>
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
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(make_bar());
    column->addWidget(view_, 1);
    connect(export_, &QPushButton::clicked, this, &GridPanel::export_all);
    connect(view_, &PictureView::clicked, this, &GridPanel::choose_at);
    connect(sheets_, &QComboBox::currentIndexChanged, this, &GridPanel::show_sheet);
}

QWidget* GridPanel::make_bar() {
    auto* bar = new QWidget(this);
    bar->setBackgroundRole(QPalette::Button);
    bar->setAutoFillBackground(true);
    title_ = new ElidedLabel(bar);
    sheet_bar_ = new QWidget(bar);
    sheets_ = new QComboBox(sheet_bar_);
    sheets_->setMinimumWidth(144);
    sheets_->setMaximumWidth(320);
    ignore_wheel(sheets_);
    describe(sheets_, tr("Sheet"), tr("Which value of the third setting is shown (Page Up, Page Down)."));
    auto* before = icon_button("left", tr("Sheet before"), tr("Shows the sheet before this one (Page Up)."), sheet_bar_);
    auto* next = icon_button("right", tr("Next sheet"), tr("Shows the sheet behind this one (Page Down)."), sheet_bar_);
    auto* turning = new QHBoxLayout(sheet_bar_);
    turning->setContentsMargins(0, 0, 0, 0);
    turning->setSpacing(0);
    for (QWidget* part : {static_cast<QWidget*>(before), static_cast<QWidget*>(sheets_), static_cast<QWidget*>(next)})
        turning->addWidget(part);
    sheet_bar_->hide();
    export_ = new QPushButton(tr("Export as one picture…"), bar);
    describe(export_, tr("Export as one picture"), tr("Saves the grid with its labels as a PNG or JPEG, all its sheets below each other."));
    export_->setEnabled(false);
    auto* close = icon_button("close", tr("Close the grid"), tr("Shows the picture again (Escape)."), bar);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(16, 4, 8, 4);
    row->setSpacing(8);
    row->addWidget(title_, 1);
    row->addWidget(sheet_bar_);
    row->addWidget(export_);
    row->addWidget(close);
    connect(before, &QToolButton::clicked, this, [this] { show_sheet(sheet_ - 1); });
    connect(next, &QToolButton::clicked, this, [this] { show_sheet(sheet_ + 1); });
    connect(close, &QToolButton::clicked, this, &GridPanel::close_wanted);
    return bar;
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
    int sheet = 0;
};

GridLook GridPanel::look() const {
    GridLook look;
    const Colors& c = colors(this);
    look.ground = c.panel, look.text = c.text, look.muted = c.muted;
    return look;
}

void GridPanel::show_pictures(const QStringList& paths, int places, const QStringList& axes) {
    const int asked = ++asked_;
    export_->setEnabled(false);
    title_->setText(tr("Reading %1 pictures…").arg(paths.size()));
    if (places == 0) view_->set_waiting(tr("Reading %1 pictures…").arg(paths.size()), {640, 480});
    composed_ = {};
    pool_.clear();
    pool_.start(guarded("the drawing of a grid", [this, paths, places, axes, look = look(), asked, before = grid_.caption(sheet_)] {
        auto made = std::make_shared<Made>();
        for (const QString& path : paths) {
            if (asked != asked_) return;
            const auto info = read_picture_info(path);
            if (!info->imported) continue;
            made->paths << path;
            made->pictures.push_back({info->imported->request, info->foreign_sampler()});
        }
        made->grid = lay_out_grid(made->pictures, places, axes);
        for (int sheet = 0; sheet < made->grid.depth(); ++sheet)
            if (made->grid.caption(sheet) == before) made->sheet = sheet;
        made->composed = compose_grid(
            made->grid, look, [&](int i) { return read_image(made->paths[i]); }, [&] { return asked == asked_; }, made->sheet);
        const auto unreadable = static_cast<int>(paths.size() - made->paths.size());
        QMetaObject::invokeMethod(
            this, [this, made, unreadable, asked] { take(made, unreadable, asked); }, Qt::QueuedConnection);
    }));
}

void GridPanel::take(const std::shared_ptr<Made>& made, int unreadable, int asked) {
    if (asked != asked_) return;
    grid_ = made->grid;
    paths_ = made->paths;
    pictures_ = std::move(made->pictures);
    sheet_ = made->sheet;
    list_sheets();
    say_what_is_shown(unreadable);
    show_composed(std::move(made->composed));
}

void GridPanel::list_sheets() {
    const QSignalBlocker quiet(sheets_);
    sheets_->clear();
    for (int sheet = 0; sheet < grid_.sheets.size(); ++sheet) sheets_->addItem(grid_.caption(sheet).left(200));
    sheets_->setCurrentIndex(sheet_);
    sheet_bar_->setVisible(grid_.depth() > 1);
}

void GridPanel::say_what_is_shown(int unreadable) {
    QStringList says;
    if (!grid_.x_name.isEmpty() && !grid_.y_name.isEmpty()) {
        says << tr("%1 across, %2 down").arg(grid_.x_name, grid_.y_name);
    } else if (!grid_.x_name.isEmpty()) {
        says << tr("By %1").arg(grid_.x_name);
    } else if (paths_.size() > 1) {
        says << tr("These pictures differ in no setting");
    }
    if (grid_.left_out > 0) says << tr("%1 left out: they differ in something else").arg(grid_.left_out);
    if (unreadable > 0) says << tr("%1 do not say how they were made").arg(unreadable);
    if (grid_.places > paths_.size()) says << tr("%1 of %2 are there").arg(paths_.size()).arg(grid_.places);
    if (!grid_.x_name.isEmpty()) says << tr("a click takes one");
    title_->setText(says.join(QStringLiteral(" · ")));
}

void GridPanel::show_composed(ComposedGrid composed) {
    composed_ = std::move(composed);
    export_->setEnabled(!composed_.image.isNull());
    view_->set_picture(composed_.image, composed_.image.size());
    view_->fit();
    emit composed_anew();
}

void GridPanel::show_sheet(int sheet) {
    if (sheet < 0 || sheet >= grid_.depth() || sheet == sheet_) return;
    sheet_ = sheet;
    {
        const QSignalBlocker quiet(sheets_);
        sheets_->setCurrentIndex(sheet);
    }
    const int asked = ++asked_;
    composed_ = {};
    pool_.clear();
    pool_.start(guarded("the drawing of a grid", [this, grid = grid_, paths = paths_, sheet, look = look(), asked] {
        auto composed = std::make_shared<ComposedGrid>(compose_grid(
            grid, look, [&](int i) { return read_image(paths[i]); }, [&] { return asked == asked_; }, sheet));
        QMetaObject::invokeMethod(
            this,
            [this, composed, asked] {
                if (asked == asked_) show_composed(std::move(*composed));
            },
            Qt::QueuedConnection);
    }));
}

// Several sheets are drawn anew, below each other.
void GridPanel::export_all() {
    if (grid_.depth() == 1) return emit export_wanted(composed_.image);
    export_->setEnabled(false);
    pool_.start(guarded("the drawing of a grid's sheets", [this, grid = grid_, paths = paths_, look = look(), asked = int(asked_)] {
        const QImage whole = compose_sheets(
            grid, look, [&](int i) { return read_image(paths[i]); }, [&] { return asked == asked_; });
        QMetaObject::invokeMethod(
            this,
            [this, whole] {
                export_->setEnabled(!composed_.image.isNull());
                if (!whole.isNull()) emit export_wanted(whole);
            },
            Qt::QueuedConnection);
    }));
}

void GridPanel::choose_at(QPointF at) {
    for (size_t i = 0; i < composed_.cells.size(); ++i) {
        const int which = grid_.cell(sheet_, static_cast<int>(i));
        if (which >= 0 && composed_.cells[i].contains(at.toPoint()))
            return emit chosen(paths_[which], pictures_[static_cast<size_t>(which)].request);
    }
}

bool GridPanel::turns_sheets(const QKeyEvent* event) const {
    return grid_.depth() > 1 && (event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown);
}

// The window's own shortcuts would take them.
bool GridPanel::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Escape || turns_sheets(key)) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void GridPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return emit close_wanted();
    if (turns_sheets(event)) return show_sheet(sheet_ + (event->key() == Qt::Key_PageDown ? 1 : -1));
    QWidget::keyPressEvent(event);
}

}  // namespace imagelab
