#include "ui/window/gallery_commands.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QDir>
#include <QDrag>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QUrl>
#include <algorithm>

#include "core/gallery/albums.h"
#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/thumbnail_grid.h"
#include "ui/look/wording.h"
#include "ui/models/gallery_filter.h"
#include "ui/models/shown_fields.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/viewer/browse_view.h"
#include "ui/viewer/details_panel.h"
#include "ui/viewer/enlarge_dialog.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/relief_dialog.h"
#include "ui/viewer/stage_bar.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/toast.h"
#include "ui/window/commands.h"
#include "ui/window/file_dialogs.h"
#include "ui/window/picture_intake.h"
#include "ui/window/request_commands.h"
#include "ui/window/workspace.h"

namespace imagelab {
namespace {

constexpr int drag_pixels = 96;  // of the small picture below the pointer

QString chosen_text(int count) {
    return count == 1 ? GalleryCommands::tr("a picture") : pictures_text(count);
}

void show_folder_of(const QString& path) {
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
}

}  // namespace

GalleryCommands::GalleryCommands(Workspace& work, Commands& commands, RequestCommands& requests, PictureIntake& intake)
    : work_(work), commands_(commands), requests_(requests), intake_(intake) {
    connect(&work_.viewer->toast(), &Toast::undo_wanted, this, [this] { work_.document.history().undo(); });
    connect(&work_.document.history(), &QUndoStack::indexChanged, &work_.viewer->toast(), &QWidget::hide);
    connect(work_.gallery_panel, &GalleryPanel::menu_wanted, this, &GalleryCommands::open_menu);
    connect(work_.gallery_panel, &GalleryPanel::selection_changed, this, &GalleryCommands::enable);
    // What the index says of the current picture may come after it was chosen.
    connect(&work_.gallery, &GalleryModel::dataChanged, this, [this](const QModelIndex& first, const QModelIndex& last) {
        const int row = work_.gallery_panel->current_row();
        if (row >= first.row() && row <= last.row()) enable();
    });
    const auto open_shown = [this](const QPoint& at) {
        if (const int row = work_.gallery_panel->current_row(); row >= 0) open_menu(row, at);
    };
    connect(&work_.viewer->view(), &PictureView::menu_wanted, this, open_shown);
    connect(&work_.viewer->stage(), &StageBar::menu_wanted, this, open_shown);
    connect(&work_.viewer->view(), &PictureView::drag_wanted, this, &GalleryCommands::drag_out);
    connect(&work_.browse->view(), &PictureView::menu_wanted, this, open_shown);
    connect(&work_.gallery_bridge, &GalleryBridge::changed, this, [this](const QString& what, const QStringList& problems) {
        if (problems.isEmpty()) return;
        const QString first =
            problems.size() == 1 ? problems.front() : tr("%1 (and %2 more)").arg(problems.front()).arg(problems.size() - 1);
        work_.show_error(first, what + "\n\n" + problems.join('\n'));
    });
    DetailsPanel& details = work_.viewer->details();
    connect(&details, &DetailsPanel::favourite_wanted, this, &GalleryCommands::toggle_favourite);
    connect(&details, &DetailsPanel::rating_wanted, this, &GalleryCommands::rate);
    connect(&details, &DetailsPanel::tags_wanted, this, &GalleryCommands::set_tags);
    connect(&details, &DetailsPanel::thumbnail_wanted, &work_.loader, &PictureLoader::load_thumbnail);
    connect(&work_.loader, &PictureLoader::thumbnail, &details, &DetailsPanel::set_thumbnail);
    connect(&details, &DetailsPanel::folder_wanted, this, &show_folder_of);
}

void GalleryCommands::add_search_commands(QMenu* gallery) {
    commands_.add(gallery, "search_gallery", tr("&Search pictures"), {QKeySequence::Find},
                  tr("Words of the prompt, tags, styles, model or file name."),
                  [this](bool) { work_.gallery_panel->filter().focus_search(); });
    commands_.add(gallery, "choose_all", tr("Choose &all that are shown"), {Qt::CTRL | Qt::SHIFT | Qt::Key_A},
                  tr("What is done next is done to all of them."), [this](bool) { work_.gallery_panel->grid().selectAll(); });
}

// A network that tags ends with its picture.
GalleryCommands::~GalleryCommands() {
    closing_.request();
}

void GalleryCommands::add_mark_commands(QMenu* gallery) {
    const QList<QWidget*> places = {work_.gallery_panel, work_.viewer, work_.browse};
    commands_.add(gallery, "favourite", tr("&Favourite"), {Qt::Key_F, Qt::CTRL | Qt::Key_B},
                  tr("Marks the chosen pictures, or takes the mark away."), [this](bool) { toggle_favourite(); });
    QMenu* rating = gallery->addMenu(tr("&Rating"));
    for (int stars = 0; stars <= 5; ++stars) {
        QAction* item = commands_.add(rating, QString("rate_%1").arg(stars), stars == 0 ? tr("None") : QString(stars, QChar(0x2605)),
                                      {QKeySequence(Qt::Key_0 + stars)}, tr("Rates the chosen pictures; kept in a file beside each."),
                                      [this, stars](bool) { rate(stars); });
        Commands::scope(item, places);
    }
    QAction* advance = commands_.add(gallery, "auto_advance", tr("Go on after a mark"), {Qt::SHIFT | Qt::Key_A},
                                     tr("A rating or a heart shows the next picture at once, for looking many through."),
                                     [this](bool on) { work_.settings.setValue("gallery/auto_advance", on); });
    advance->setCheckable(true);
    advance->setChecked(work_.settings.value("gallery/auto_advance", false).toBool());
    Commands::scope(advance, places);
    QAction* tags =
        commands_.add(gallery, "tags", tr("Edit the &tags"), {Qt::Key_T}, tr("Words of your own to find the picture by."), [this](bool) {
            work_.viewer->set_details_open(true);
            work_.viewer->details().focus_tags();
        });
    Commands::scope(tags, places);
    commands_.add(
        gallery, "tag_pictures", tr("Tag by a network"), {},
        tr("A WD tagger of your own (models/taggers) says what the chosen pictures show; without a choice those that have no tags."),
        [this](bool) { tag_pictures(); });
}

StripEntry GalleryCommands::shown() const {
    const int row = work_.gallery_panel->current_row();
    const StripEntry e = row < 0 ? StripEntry() : work_.gallery.entry(row);
    return e.state == StripEntry::State::done ? e : StripEntry();
}

void GalleryCommands::add_picture_commands(QMenu* gallery) {
    const QList<QWidget*> places = {work_.gallery_panel, work_.viewer, work_.browse};
    const auto add = [&](const char* name, const QString& text, const QKeySequence& key, const QString& why, auto run) {
        const QList<QKeySequence> keys = key.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{key};
        QAction* made = commands_.add(gallery, name, text, keys, why, [this, run](bool) {
            if (const StripEntry e = shown(); !e.path.isEmpty()) run(e);
        });
        Commands::scope(made, places);
    };
    const auto clip = [](const QString& text) { QApplication::clipboard()->setText(text); };
    add("use_settings", tr("&Use its settings"), Qt::Key_U, tr("Takes every setting of the picture into yours; Undo takes it back."),
        [this](const StripEntry& e) { intake_.use_settings(e.path); });
    add("start_from", tr("Start from it"), Qt::Key_S, tr("The next picture begins from this one; its strength says how far it moves away."),
        [this](const StripEntry& e) { requests_.open_start_picture(e.path); });
    add("prompt_from_picture", tr("Prompt from the picture"), {},
        tr("What a WD tagger of your own sees in it becomes your prompt; Undo takes it back."),
        [this](const StripEntry& e) { take_prompt(e.path); });
    add("lock_its_seed", tr("&Keep its seed"), Qt::Key_L, tr("Your request takes the picture's seed and keeps it."),
        [this](const StripEntry& e) { work_.document.change(tr("seed"), [&](Request& r) { r.seed = e.request.seed; }); });
    add("copy_seed", tr("Copy its seed"), {}, tr("Puts the number on the clipboard."),
        [clip](const StripEntry& e) { clip(seed_text(e.request.seed)); });
    add("copy_settings", tr("Copy its settings"), Qt::CTRL | Qt::SHIFT | Qt::Key_C,
        tr("Puts prompt and settings on the clipboard, a line each."), [this, clip](const StripEntry& e) {
            const PictureInfoPtr& info = work_.viewer->details().info();
            const bool read = info && info->path == e.path && info->imported;
            clip(details_text(read ? in_own_words(info->imported->request) : e.request, e.foreign_sampler));
        });
}

void GalleryCommands::add_file_commands(QMenu* gallery) {
    QAction* copied = commands_.add(gallery, "copy_picture", tr("Copy the picture"), {QKeySequence::Copy},
                                    tr("Puts the picture and its file on the clipboard, for other programs."), [this](bool) { copy(); });
    Commands::scope(copied, {&work_.gallery_panel->grid(), &work_.viewer->view(), work_.browse});  // text fields copy their text
    QMenu* to = gallery->addMenu(tr("&Export"));
    commands_.add(to, "export", tr("Copies &with their settings…"), {Qt::CTRL | Qt::Key_E}, tr("Copies the files as they are."),
                  [this](bool) { export_copies(ExportKind::whole); });
    commands_.add(to, "export_bare", tr("Copies with&out their settings…"), {},
                  tr("The same pixels, without a word on how they were made."),
                  [this](bool) { export_copies(ExportKind::without_settings); });
    commands_.add(to, "export_captioned", tr("A &captioned set…"), {},
                  tr("Copies, each with its prompt in a text file beside it, as trainers read it."),
                  [this](bool) { export_copies(ExportKind::captioned); });
    commands_.add(gallery, "enlarge", tr("Enlarge…"), {Qt::CTRL | Qt::Key_U},
                  tr("A network makes the chosen pictures larger; they go into the queue together."), [this](bool) { enlarge(); });
    commands_.add(gallery, "relief", tr("Make a relief…"), {}, tr("The picture as a body to print: bright stands high."),
                  [this](bool) { make_relief(); });
    commands_.add(gallery, "add_folder", tr("Add a f&older…"), {},
                  tr("Its pictures, and those below it, join the gallery; files stay where they are."), [this](bool) { add_folder(); });
    gallery->addSeparator();
    QAction* trashed = commands_.add(gallery, "trash", tr("Move to the tras&h"), {QKeySequence::Delete}, tr("Undo brings them back."),
                                     [this](bool) { trash(); });
    Commands::scope(trashed, {work_.gallery_panel, work_.viewer, work_.browse});
}

void GalleryCommands::make_relief() {
    if (const StripEntry e = shown(); !e.path.isEmpty()) (new ReliefDialog(e.path, &work_.frame))->show();
}

void GalleryCommands::tag_pictures() {
    if (!work_.gallery_bridge.is_open()) return;
    const ChosenPictures chosen = work_.gallery_panel->chosen();
    work_.gallery_bridge.change_slowly(
        tr("Tagging"), [&engine = work_.engine, cancel = closing_, chosen](Gallery& gallery, ChangeReport& report) {
            ChosenPictures wanted = chosen;
            to_paths(wanted, gallery, report);
            auto pictures = chosen.count() > 0 || chosen.all ? Result<PicturePaths>(std::move(wanted.paths)) : untagged_pictures(gallery);
            if (!pictures) return report.problem(pictures.error());
            int done = 0;
            const int total = static_cast<int>(pictures->size());
            if (!report.step(0, total)) return;
            const auto tagged = engine.tag(
                {*pictures, {}},
                [&](const Tagged& one) {
                    const auto added = one.tags ? add_tags(gallery, one.picture, *one.tags) : Result<void>(Failure{one.tags.error()});
                    if (!added) report.problem(added.error());
                    return report.step(++done, total);
                },
                cancel);
            if (!tagged) report.problem(tagged.error());
        });
}

void GalleryCommands::take_prompt(const QString& path) {
    work_.bridge.ask_slow(
        this,
        [path, cancel = closing_](Engine& engine) {
            Result<std::string> prompt = Failure{""};
            const auto named = engine.tag(
                {{path.toStdString()}, {}},
                [&](const Tagged& one) {
                    prompt = one.tags ? Result<std::string>(tags_as_prompt(*one.tags)) : Result<std::string>(Failure{one.tags.error()});
                    return true;
                },
                cancel);
            return named ? prompt : Result<std::string>(Failure{named.error()});
        },
        [this](const Result<std::string>& prompt) {
            if (!prompt) return work_.show_error(QString::fromStdString(prompt.error()));
            work_.document.change(tr("prompt from a picture"), [&](Request& r) { r.prompt = *prompt; });
        });
}

void GalleryCommands::enlarge() {
    std::vector<std::filesystem::path> pictures;
    for (const int row : work_.gallery_panel->selected_rows()) {
        const StripEntry e = work_.gallery.entry(row);
        if (e.state == StripEntry::State::done) pictures.emplace_back(e.path.toStdString());
    }
    if (pictures.empty())
        if (const StripEntry e = shown(); !e.path.isEmpty()) pictures.emplace_back(e.path.toStdString());
    if (pictures.empty()) return;
    auto* dialog = new EnlargeDialog(pictures, work_.bridge, work_.request_panel->desk().library, &work_.frame);
    connect(dialog, &EnlargeDialog::wanted, this, &GalleryCommands::enlarge_wanted);
    dialog->show();
}

void GalleryCommands::enable() {
    const int chosen = work_.gallery_panel->chosen().count();
    const bool changes = chosen > 0 && work_.gallery_bridge.is_open();
    for (const char* name : {"export", "export_bare", "export_captioned", "look_large"}) commands_.enable(name, chosen > 0);
    const StripEntry one = shown();
    commands_.enable("enlarge", chosen > 0 || !one.path.isEmpty());
    commands_.enable("tag_pictures", work_.gallery_bridge.is_open());
    for (const char* name : {"use_settings", "start_from", "prompt_from_picture", "copy_settings", "before", "relief"})
        commands_.enable(name, !one.path.isEmpty());
    for (const char* name : {"copy_seed", "lock_its_seed"}) commands_.enable(name, !one.path.isEmpty() && !one.request.seed.is_open());
    for (const char* name : {"favourite", "tags", "trash"}) commands_.enable(name, changes);
    for (int stars = 0; stars <= 5; ++stars) commands_.enable(QString("rate_%1").arg(stars), changes);
    commands_.enable("copy_picture", chosen > 0 || work_.gallery_panel->current_row() >= 0);
    commands_.enable("compare", chosen == 2);
    commands_.enable("grid_view", chosen > 1);
}

void GalleryCommands::mark(const QString& what, const MarkChange& change, const QString& told) {
    const ChosenPictures chosen = work_.gallery_panel->chosen();
    if (chosen.count() == 0 || !work_.gallery_bridge.is_open()) return;
    work_.gallery.show_marks(chosen.ids, change);
    const QString step = what.arg(chosen_text(chosen.count()));
    work_.document.history().push(new MarkStep(work_.gallery_bridge, chosen, change, step));
    if (!told.isEmpty())
        tell(tr("%1: %2").arg(told, chosen_text(chosen.count())));
    else if (chosen.count() > 1)
        tell(tr("Done: %1").arg(step));
}

void GalleryCommands::tell(const QString& done) {
    work_.viewer->toast().show_done(done);
}

void GalleryCommands::advance() {
    const QAction* wished = commands_.find("auto_advance");
    if (wished && wished->isChecked() && work_.gallery_panel->selected_rows().size() < 2) emit advance_wanted();
}

void GalleryCommands::toggle_favourite() {
    const QList<int> rows = work_.gallery_panel->selected_rows();
    const bool on = std::any_of(rows.begin(), rows.end(), [this](int row) { return !work_.gallery.entry(row).marks.favourite; });
    mark(on ? tr("favourite: %1") : tr("no favourite: %1"), [on](Marks& marks) { marks.favourite = on; });
    if (on) advance();
}

void GalleryCommands::rate(int stars) {
    mark(tr("rating of %1"), [stars](Marks& marks) { marks.rating = stars; });
    advance();
}

void GalleryCommands::set_tags(const QStringList& tags) {
    std::vector<std::string> wanted;
    for (const QString& tag : tags) wanted.push_back(tag.trimmed().toStdString());
    const bool one = work_.gallery_panel->selected_rows().size() < 2;
    mark(tr("tags of %1"), [wanted, one](Marks& marks) {
        if (one) std::erase_if(marks.tags, [](const std::string& tag) { return !album_of(tag); });  // albums are changed as such
        for (const std::string& tag : wanted)
            if (!tag.empty() && std::find(marks.tags.begin(), marks.tags.end(), tag) == marks.tags.end()) marks.tags.push_back(tag);
    });
}

void GalleryCommands::trash() {
    const ChosenPictures chosen = work_.gallery_panel->chosen();
    if (chosen.count() == 0 || !work_.gallery_bridge.is_open()) return;
    for (const int row : work_.gallery_panel->selected_rows()) work_.loader.forget(work_.gallery.entry(row).path);
    work_.gallery.drop_session_pictures(chosen.paths);
    work_.document.history().push(new TrashStep(work_.gallery_bridge, chosen, tr("trash: %1").arg(chosen_text(chosen.count()))));
    tell(tr("In the trash: %1").arg(chosen_text(chosen.count())));
}

QMimeData* GalleryCommands::chosen_data() const {
    QModelIndexList chosen;
    for (const int row : work_.gallery_panel->selected_rows()) chosen << work_.gallery.index(row);
    QMimeData* data = work_.gallery.mimeData(chosen);
    const QImage& shown = work_.viewer->view().picture();
    if (shown.isNull() || work_.gallery_panel->current_row() < 0) return data;
    if (!data) data = new QMimeData;
    data->setImageData(shown);
    return data;
}

void GalleryCommands::copy() {
    if (QMimeData* data = chosen_data()) QApplication::clipboard()->setMimeData(data);
}

void GalleryCommands::drag_out() {
    QMimeData* data = chosen_data();
    if (!data) return;
    auto* drag = new QDrag(&work_.viewer->view());
    drag->setMimeData(data);
    drag->setPixmap(
        QPixmap::fromImage(work_.viewer->view().picture().scaled(drag_pixels, drag_pixels, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
    drag->exec(Qt::CopyAction);
}

void GalleryCommands::export_copies(ExportKind kind) {
    const ChosenPictures chosen = work_.gallery_panel->chosen();
    if (chosen.count() == 0) return;
    const QString start = work_.settings.value("folders/export", QDir::homePath()).toString();
    QFileDialog* dialog = folder_dialog(&work_.frame, tr("Export %1 to").arg(chosen_text(chosen.count())), start);
    connect(dialog, &QFileDialog::fileSelected, this, [this, chosen, kind](const QString& folder) {
        work_.settings.setValue("folders/export", folder);
        const QString what = tr("Exporting %1").arg(chosen_text(chosen.count()));
        work_.gallery_bridge.change(what, [chosen, kind, path = folder.toStdString()](Gallery& gallery, ChangeReport& report) {
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

void GalleryCommands::add_folder() {
    QFileDialog* dialog = folder_dialog(&work_.frame, tr("Add a folder to the gallery"), QDir::homePath());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& folder) {
        work_.gallery_bridge.change(tr("Reading %1").arg(folder), [path = folder.toStdString()](Gallery& gallery, ChangeReport& report) {
            const auto added = gallery.add_folder(path);
            if (!added) return report.problem(added.error());
            for (const std::string& problem : added->problems) report.problem(problem);
        });
    });
    dialog->show();
}

void GalleryCommands::open_menu(int row, const QPoint& at) {
    const StripEntry e = work_.gallery.entry(row);
    auto* menu = new QMenu(&work_.frame);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](QMenu* to, const QString& name) {
        if (QAction* action = commands_.find(name)) to->addAction(action);
    };
    if (e.state != StripEntry::State::done) {
        menu->addAction(tr("Cancel this job"), this, [this, ticket = e.ticket] { work_.bridge.cancel(ticket); });
        return menu->popup(at);
    }
    for (const char* name : {"use_settings", "start_from", "lock_its_seed"}) add(menu, name);
    menu->addSeparator();
    for (const char* name : {"look_large", "compare", "grid_view", "favourite"}) add(menu, name);
    QMenu* rating = menu->addMenu(tr("Rating"));
    for (int stars = 0; stars <= 5; ++stars) add(rating, QString("rate_%1").arg(stars));
    add(menu, "tags");
    emit menu_filling(menu);
    menu->addSeparator();
    for (const char* name : {"copy_picture", "copy_settings", "copy_seed"}) add(menu, name);
    menu->addAction(tr("Copy the prompt"), this, [e] { QApplication::clipboard()->setText(QString::fromStdString(e.request.prompt)); });
    menu->addAction(tr("Copy the file's path"), this, [e] { QApplication::clipboard()->setText(QDir::toNativeSeparators(e.path)); });
    menu->addAction(tr("Open its folder"), this, [e] { show_folder_of(e.path); });
    QMenu* to = menu->addMenu(tr("Export"));
    for (const char* name : {"export", "export_bare", "export_captioned"}) add(to, name);
    for (const char* name : {"enlarge", "relief", "prompt_from_picture", "tag_pictures"}) add(menu, name);
    menu->addSeparator();
    add(menu, "trash");
    menu->popup(at);
}

}  // namespace imagelab
