// MainWindow's gallery: its commands, and what is done to its pictures.
#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QUrl>
#include <algorithm>

#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/models/gallery_filter.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/browse_view.h"
#include "ui/viewer/details_panel.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/window/main_window.h"

namespace imagelab {
namespace {

// Heard only where pictures have the focus: elsewhere the key means something else.
void scope(QAction* action, const QList<QWidget*>& widgets, Qt::ShortcutContext context = Qt::WidgetWithChildrenShortcut) {
    action->setShortcutContext(context);
    for (QWidget* widget : widgets) widget->addAction(action);
}

QFileDialog* folder_dialog(QWidget* parent, const QString& title, const QString& start) {
    auto* dialog = new QFileDialog(parent, title, start);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(false);
    dialog->setFileMode(QFileDialog::Directory);
    return dialog;
}

}  // namespace

void MainWindow::open_gallery(const std::filesystem::path& data) {
    data_ = data;
    gallery_bridge_.open(data);
}

void MainWindow::connect_gallery() {
    connect(strip_, &GalleryPanel::current_changed, this, &MainWindow::show_row);
    connect(strip_, &GalleryPanel::menu_wanted, this, &MainWindow::gallery_menu);
    connect(strip_, &GalleryPanel::selection_changed, this, &MainWindow::update_gallery_actions);
    connect(&gallery_, &GalleryModel::dataChanged, this, [this](const QModelIndex& first, const QModelIndex& last) {
        const int row = strip_->current_row();
        if (row >= first.row() && row <= last.row()) show_current_again();
    });
    connect(&gallery_bridge_, &GalleryBridge::changed, this, [this](const QString& what, const QStringList& problems) {
        if (problems.isEmpty()) return;
        const QString first =
            problems.size() == 1 ? problems.front() : tr("%1 (and %2 more)").arg(problems.front()).arg(problems.size() - 1);
        viewer_->banner().show_error(first, what + "\n\n" + problems.join('\n'));
    });
    update_gallery_actions();
}

// What the index knows of the current picture came or changed.
void MainWindow::show_current_again() {
    const StripEntry e = gallery_.entry(strip_->current_row());
    if (e.state != StripEntry::State::done || !e.known) return;
    if (shown_path_ != e.path) return show_row(strip_->current_row());
    viewer_->details().set_marks(e.marks);
    show_browse_caption();
}

QString MainWindow::chosen_text(int count) {
    return count == 1 ? tr("a picture") : pictures_text(count);
}

void MainWindow::mark_chosen(const QString& what, const MarkChange& change) {
    const ChosenPictures chosen = strip_->chosen();
    if (chosen.count() == 0 || !gallery_bridge_.is_open()) return;
    gallery_.show_marks(chosen.ids, change);
    document_.history().push(new MarkStep(gallery_bridge_, chosen, change, what.arg(chosen_text(chosen.count()))));
}

// All of them become favourites unless all are.
void MainWindow::toggle_favourite() {
    const QList<int> rows = strip_->selected_rows();
    const bool on = std::any_of(rows.begin(), rows.end(), [this](int row) { return !gallery_.entry(row).marks.favourite; });
    mark_chosen(on ? tr("favourite: %1") : tr("no favourite: %1"), [on](Marks& marks) { marks.favourite = on; });
}

void MainWindow::rate(int stars) {
    mark_chosen(tr("rating of %1"), [stars](Marks& marks) { marks.rating = stars; });
}

// Of one picture its tags; several get those they have not.
void MainWindow::set_tags(const QStringList& tags) {
    std::vector<std::string> wanted;
    for (const QString& tag : tags) wanted.push_back(tag.trimmed().toStdString());
    const bool one = strip_->selected_rows().size() < 2;
    mark_chosen(tr("tags of %1"), [wanted, one](Marks& marks) {
        if (one) marks.tags.clear();
        for (const std::string& tag : wanted)
            if (!tag.empty() && std::find(marks.tags.begin(), marks.tags.end(), tag) == marks.tags.end()) marks.tags.push_back(tag);
    });
}

void MainWindow::trash_chosen() {
    const ChosenPictures chosen = strip_->chosen();
    if (chosen.count() == 0 || !gallery_bridge_.is_open()) return;
    for (const int row : strip_->selected_rows()) loader_.forget(gallery_.entry(row).path);
    gallery_.drop_session_pictures(chosen.paths);
    document_.history().push(new TrashStep(gallery_bridge_, chosen, tr("trash: %1").arg(chosen_text(chosen.count()))));
}

void MainWindow::export_chosen(ExportKind kind) {
    const ChosenPictures chosen = strip_->chosen();
    if (chosen.count() == 0) return;
    const QString start = settings_.value("folders/export", QDir::homePath()).toString();
    QFileDialog* dialog = folder_dialog(this, tr("Export %1 to").arg(chosen_text(chosen.count())), start);
    connect(dialog, &QFileDialog::fileSelected, this, [this, chosen, kind](const QString& folder) {
        settings_.setValue("folders/export", folder);
        const QString what = tr("Exporting %1").arg(chosen_text(chosen.count()));
        gallery_bridge_.change(what, [chosen, kind, path = folder.toStdString()](Gallery& gallery, ChangeReport& report) {
            auto entries = gallery.entries(chosen.ids);
            if (!entries) return report.problem(entries.error());
            for (const auto& picture : chosen.paths) entries->push_back({.path = picture});
            const auto total = static_cast<int>(entries->size());
            const auto exported = export_pictures(*entries, path, kind, [&](int done) { return report.step(done, total); });
            if (!exported) return report.problem(exported.error());
            for (const std::string& problem : exported->problems) report.problem(problem);
        });
    });
    dialog->show();
}

void MainWindow::add_gallery_folder() {
    QFileDialog* dialog = folder_dialog(this, tr("Add a folder to the gallery"), QDir::homePath());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        gallery_bridge_.change(tr("Reading %1").arg(folder), [path = folder.toStdString()](Gallery& gallery, ChangeReport& report) {
            const auto added = gallery.add_folder(path);
            if (!added) return report.problem(added.error());
            for (const std::string& problem : added->problems) report.problem(problem);
        });
    });
    dialog->show();
}

void MainWindow::make_marks_menu(QMenu* menu) {
    const QList<QWidget*> places = {strip_, viewer_, browse_};
    connect(add_action(menu, "favourite", tr("&Favourite"), {Qt::Key_F, Qt::CTRL | Qt::Key_B},
                       tr("Marks the chosen pictures, or takes the mark away.")),
            &QAction::triggered, this, &MainWindow::toggle_favourite);
    QMenu* rating = menu->addMenu(tr("&Rating"));
    for (int stars = 0; stars <= 5; ++stars) {
        QAction* item = add_action(rating, QString("rate_%1").arg(stars), stars == 0 ? tr("None") : QString(stars, QChar(0x2605)),
                                   {QKeySequence(Qt::Key_0 + stars)}, tr("Rates the chosen pictures; kept in a file beside each."));
        scope(item, places);
        connect(item, &QAction::triggered, this, [this, stars] { rate(stars); });
    }
    QAction* tags = add_action(menu, "tags", tr("Edit the &tags"), {Qt::Key_T}, tr("Words of your own to find the picture by."));
    scope(tags, places);
    connect(tags, &QAction::triggered, this, [this] {
        viewer_->set_details_open(true);
        viewer_->details().focus_tags();
    });
}

void MainWindow::make_export_menu(QMenu* menu) {
    QMenu* to = menu->addMenu(tr("&Export"));
    const auto add = [&](const char* name, const QString& text, const QList<QKeySequence>& keys, const QString& explanation,
                         ExportKind kind) {
        connect(add_action(to, name, text, keys, explanation), &QAction::triggered, this, [this, kind] { export_chosen(kind); });
    };
    add("export", tr("Copies &with their settings…"), {Qt::CTRL | Qt::Key_E}, tr("Copies the files as they are."), ExportKind::whole);
    add("export_bare", tr("Copies with&out their settings…"), {}, tr("The same pixels, without a word on how they were made."),
        ExportKind::without_settings);
    add("export_captioned", tr("A &captioned set…"), {}, tr("Copies, each with its prompt in a text file beside it, as trainers read it."),
        ExportKind::captioned);
}

void MainWindow::make_gallery_menu() {
    QMenu* menu = menuBar()->addMenu(tr("&Gallery"));
    connect(add_action(menu, "search_gallery", tr("&Search pictures"), {QKeySequence::Find},
                       tr("Words of the prompt, tags, profiles, model or file name.")),
            &QAction::triggered, this, [this] { strip_->filter().focus_search(); });
    connect(add_action(menu, "choose_all", tr("Choose &all that are shown"), {Qt::CTRL | Qt::SHIFT | Qt::Key_A},
                       tr("What is done next is done to all of them.")),
            &QAction::triggered, this, [this] { strip_->grid().selectAll(); });
    menu->addSeparator();
    make_look_menu(menu);
    menu->addSeparator();
    make_marks_menu(menu);
    menu->addSeparator();
    make_export_menu(menu);
    connect(add_action(menu, "add_folder", tr("Add a f&older…"), {},
                       tr("Its pictures, and those below it, join the gallery; files stay where they are.")),
            &QAction::triggered, this, &MainWindow::add_gallery_folder);
    menu->addSeparator();
    QAction* trash = add_action(menu, "trash", tr("Move to the tras&h"), {QKeySequence::Delete}, tr("Undo brings them back."));
    scope(trash, {strip_, viewer_, browse_});
    connect(trash, &QAction::triggered, this, &MainWindow::trash_chosen);
}

void MainWindow::update_gallery_actions() {
    const ChosenPictures chosen = strip_->chosen();
    const bool some = chosen.count() > 0;
    for (const char* name : {"export", "export_bare", "export_captioned", "look_large"}) action(name)->setEnabled(some);
    for (const char* name : {"favourite", "tags", "trash"}) action(name)->setEnabled(some && gallery_bridge_.is_open());
    for (int stars = 0; stars <= 5; ++stars) action(QString("rate_%1").arg(stars))->setEnabled(some && gallery_bridge_.is_open());
    action("compare")->setEnabled(chosen.count() == 2);
    action("grid_view")->setEnabled(chosen.count() > 1);
}

void MainWindow::gallery_menu(int row, const QPoint& at) {
    const StripEntry e = gallery_.entry(row);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (e.state != StripEntry::State::done) {
        menu->addAction(tr("Cancel this job"), this, [this, ticket = e.ticket] { bridge_.cancel(ticket); });
        return menu->popup(at);
    }
    menu->addAction(tr("Use these settings"), this, [this, e] { use_settings(e.path); });
    menu->addAction(tr("Start from this picture"), this, [this, e] { open_start_picture(e.path); });
    menu->addSeparator();
    for (const char* name : {"look_large", "compare", "grid_view", "favourite"}) menu->addAction(action(name));
    QMenu* rating = menu->addMenu(tr("Rating"));
    for (int stars = 0; stars <= 5; ++stars) rating->addAction(action(QString("rate_%1").arg(stars)));
    menu->addAction(action("tags"));
    menu->addSeparator();
    menu->addAction(tr("Copy the prompt"), this, [e] { QApplication::clipboard()->setText(QString::fromStdString(e.request.prompt)); });
    menu->addAction(tr("Copy the file's path"), this, [e] { QApplication::clipboard()->setText(QDir::toNativeSeparators(e.path)); });
    menu->addAction(tr("Open its folder"), this, [e] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(e.path).absolutePath())); });
    QMenu* to = menu->addMenu(tr("Export"));
    for (const char* name : {"export", "export_bare", "export_captioned"}) to->addAction(action(name));
    menu->addSeparator();
    menu->addAction(action("trash"));
    menu->popup(at);
}

}  // namespace imagelab
