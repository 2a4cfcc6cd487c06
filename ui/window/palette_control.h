#pragma once
#include <QObject>

#include "ui/models/newest_work.h"
#include "ui/models/palette_model.h"

class QMenu;

namespace imagelab {

class CommandPalette;
class Commands;
class Docks;
class Pages;
class RequestCommands;
class Viewing;
struct Workspace;

// What the command palette offers: every command, panel, style, model, prompt and term, and pictures as the index finds them.
class PaletteControl : public QObject {
    Q_OBJECT
  public:
    PaletteControl(Workspace& work, Commands& commands, Docks& docks, RequestCommands& requests, Viewing& viewing, Pages& pages);
    void add_command(QMenu* edit);
    void open();

  private:
    using Entries = std::vector<PaletteEntry>;
    void add_commands(Entries& entries) const;
    void add_panels(Entries& entries);
    void add_parts(Entries& entries);
    void add_styles(Entries& entries);
    void add_models(Entries& entries);
    void add_suites(Entries& entries);
    void add_words(Entries& entries);
    void search_pictures(const QString& text);

    Workspace& work_;
    Commands& commands_;
    Docks& docks_;
    RequestCommands& requests_;
    Viewing& viewing_;
    Pages& pages_;
    CommandPalette* palette_;
    NewestWork search_;
};

}  // namespace imagelab
