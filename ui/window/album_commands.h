#pragma once
#include <QObject>

class QMenu;

namespace imagelab {

class Commands;
class GalleryCommands;
struct Workspace;

// What is done to albums (core/gallery/albums.h): made of the chosen pictures, added to by menu and by dragging, renamed, deleted. Each is
// a step that can be undone, said in a toast.
class AlbumCommands : public QObject {
    Q_OBJECT
  public:
    AlbumCommands(Workspace& work, Commands& commands, GalleryCommands& gallery);
    void add_commands(QMenu* gallery);

    void add_chosen(const QString& album);  // the pictures that are chosen
    void take_out_chosen();                 // of the album that is shown
    void rename(const QString& album, const QString& name);
    void remove(const QString& album);  // its pictures stay
    void ask_new();
    void ask_new_name();  // of the album that is shown

  private:
    void fill(QMenu* menu);  // with the albums to add to
    void enable();
    QString shown() const;  // the album the gallery is narrowed to; empty: none
    void show(const QString& album);
    void change_all(const QString& album, const QString& name, const QString& step);  // name: empty: none any more

    Workspace& work_;
    Commands& commands_;
    GalleryCommands& gallery_;
};

}  // namespace imagelab
