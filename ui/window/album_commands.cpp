#include "ui/window/album_commands.h"

#include <QInputDialog>
#include <QMenu>
#include <algorithm>

#include "core/gallery/albums.h"
#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/window/commands.h"
#include "ui/window/file_dialogs.h"
#include "ui/window/gallery_commands.h"
#include "ui/window/workspace.h"

namespace imagelab {

AlbumCommands::AlbumCommands(Workspace& work, Commands& commands, GalleryCommands& gallery)
    : work_(work), commands_(commands), gallery_(gallery) {
    GalleryPanel* panel = work_.gallery_panel;
    connect(panel, &GalleryPanel::selection_changed, this, &AlbumCommands::enable);
    connect(&panel->filter(), &FilterBar::filter_changed, this, &AlbumCommands::enable);
    connect(panel, &GalleryPanel::album_dropped, this, [this](const QString& album) { album.isEmpty() ? ask_new() : add_chosen(album); });
    connect(&gallery_, &GalleryCommands::menu_filling, this, [this](QMenu* menu) { fill(menu->addMenu(tr("Add to an album"))); });
}

void AlbumCommands::add_commands(QMenu* gallery) {
    QMenu* menu = gallery->addMenu(tr("Albums"));
    QMenu* to = menu->addMenu(tr("&Add to an album"));
    connect(to, &QMenu::aboutToShow, this, [this, to] { to->clear(), fill(to); });
    commands_.add(menu, "album_new", tr("&New album of the chosen…"), {Qt::CTRL | Qt::SHIFT | Qt::Key_N},
                  tr("Gives the chosen pictures an album; it is kept in the files beside them."), [this](bool) { ask_new(); });
    commands_.add(menu, "album_take_out", tr("&Take out of the album"), {},
                  tr("The chosen pictures leave the album that is shown; they stay in the gallery."), [this](bool) { take_out_chosen(); });
    menu->addSeparator();
    commands_.add(menu, "album_rename", tr("&Rename the album…"), {}, tr("Gives the album that is shown another name."),
                  [this](bool) { ask_new_name(); });
    commands_.add(menu, "album_delete", tr("&Delete the album"), {},
                  tr("The album that is shown is no more; its pictures stay, Undo brings it back."), [this](bool) { remove(shown()); });
    QList<QAction*> all;
    for (const char* name : {"album_new", "album_take_out", "album_rename", "album_delete"}) all << commands_.find(name);
    work_.gallery_panel->filter().set_album_commands(all);
    enable();
}

void AlbumCommands::fill(QMenu* menu) {
    for (const auto& album : albums_among(work_.gallery_panel->filter().facets())) {
        const QString name = QString::fromStdString(album.text);
        menu->addAction(QString(name).replace('&', QStringLiteral("&&")), this, [this, name] { add_chosen(name); });
    }
    if (!menu->isEmpty()) menu->addSeparator();
    if (QAction* made = commands_.find("album_new")) menu->addAction(made);
}

void AlbumCommands::enable() {
    const bool open = work_.gallery_bridge.is_open(), any = open && work_.gallery_panel->chosen().count() > 0, album = !shown().isEmpty();
    commands_.enable("album_new", any);
    commands_.enable("album_take_out", any && album);
    for (const char* name : {"album_rename", "album_delete"}) commands_.enable(name, open && album);
}

QString AlbumCommands::shown() const {
    return work_.gallery_panel->filter().filter().album;
}

void AlbumCommands::show(const QString& album) {
    GalleryFilter filter = work_.gallery_panel->filter().filter();
    filter.album = album;
    work_.gallery_panel->filter().set_filter(filter);
}

void AlbumCommands::add_chosen(const QString& album) {
    const QString name = album.simplified();
    if (name.isEmpty()) return;
    gallery_.mark(
        tr("album: %1"),
        [tag = album_tag(name.toStdString())](Marks& marks) {
            if (std::find(marks.tags.begin(), marks.tags.end(), tag) == marks.tags.end()) marks.tags.push_back(tag);
        },
        tr("In the album %1").arg(name));
}

void AlbumCommands::take_out_chosen() {
    const QString name = shown();
    if (name.isEmpty()) return;
    gallery_.mark(
        tr("out of an album: %1"), [tag = album_tag(name.toStdString())](Marks& marks) { std::erase(marks.tags, tag); },
        tr("No longer in the album %1").arg(name));
}

void AlbumCommands::change_all(const QString& album, const QString& name, const QString& step) {
    GalleryQuery query;
    query.tags = {album_tag(album.toStdString())};
    const auto change = [from = query.tags.front(), to = name.isEmpty() ? std::string() : album_tag(name.toStdString())](Marks& marks) {
        const auto at = std::find(marks.tags.begin(), marks.tags.end(), from);
        if (at == marks.tags.end()) return;  // the query's words are looser than a name
        const bool gone = to.empty() || std::find(marks.tags.begin(), marks.tags.end(), to) != marks.tags.end();
        gone ? void(marks.tags.erase(at)) : void(*at = to);
    };
    work_.document.history().push(new MarkStep(work_.gallery_bridge, {{}, {}, query}, change, step));
}

void AlbumCommands::rename(const QString& album, const QString& wanted) {
    const QString name = wanted.simplified();
    if (album.isEmpty() || name.isEmpty() || name == album) return;
    const bool is_shown = shown() == album;
    change_all(album, name, tr("renaming of an album"));
    if (is_shown) show(name);
    gallery_.tell(tr("The album is called %1 now").arg(name));
}

void AlbumCommands::remove(const QString& album) {
    if (album.isEmpty()) return;
    const bool is_shown = shown() == album;
    change_all(album, {}, tr("deletion of an album"));
    if (is_shown) show({});
    gallery_.tell(tr("The album %1 is deleted, its pictures stay").arg(album));
}

void AlbumCommands::ask_new() {
    QInputDialog* dialog = name_dialog(&work_.frame, tr("New album"), tr("Name of the album:"), {});
    connect(dialog, &QInputDialog::textValueSelected, this, &AlbumCommands::add_chosen);
    dialog->show();
}

void AlbumCommands::ask_new_name() {
    const QString album = shown();
    if (album.isEmpty()) return;
    QInputDialog* dialog = name_dialog(&work_.frame, tr("Rename the album"), tr("Name of the album:"), album);
    connect(dialog, &QInputDialog::textValueSelected, this, [this, album](const QString& name) { rename(album, name); });
    dialog->show();
}

}  // namespace imagelab
