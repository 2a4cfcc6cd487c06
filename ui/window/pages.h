#pragma once
#include <QObject>
#include <QPointer>

#include "core/device/device_info.h"

class QMenu;

namespace imagelab {

class Commands;
class FirstRunPage;
class RequestCommands;
class SettingsPage;
class ThemeController;
enum class ThemeChoice;
struct Workspace;

// What is read or set beside the work: the first page, the settings, terms, the theme.
class Pages : public QObject {
    Q_OBJECT
  public:
    Pages(Workspace& work, Commands& commands, RequestCommands& requests, ThemeController& theme);
    void add_file_commands(QMenu* file);
    void add_theme_menu(QMenu* view);
    void add_help_commands(QMenu* help);

    void begin();  // once the window is there: the first page for those who have not seen it
    void show_welcome();
    void leave_welcome();  // a picture is there to be seen
    void show_settings();
    void set_devices(const std::vector<DeviceInfo>& devices);  // that can be chosen in the settings
    void show_library(bool get);                               // get: to fetch a model, else to choose one
    void show_terms(const QString& name = {});                 // with this one marked
    void show_about();
    void show_shortcuts();  // every key, in groups

  signals:
    void library_shown();  // its panel is to be seen

  private:
    void make_welcome();
    void make_settings();
    void show_text_window(const QString& title, const QString& html);

    Workspace& work_;
    Commands& commands_;
    RequestCommands& requests_;
    ThemeController& theme_;
    QPointer<FirstRunPage> welcome_;
    QPointer<SettingsPage> settings_page_;
};

}  // namespace imagelab
