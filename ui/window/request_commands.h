#pragma once
#include <QObject>
#include <QPointer>
#include <functional>

class QMenu;

namespace imagelab {

class Commands;
class RegionMap;
struct SavedPrompt;
struct Workspace;

// What is asked of somebody for the request: model, VAE, start picture, folders, words. Every change is a step of the document.
class RequestCommands : public QObject {
    Q_OBJECT
  public:
    RequestCommands(Workspace& work, Commands& commands);
    void add_file_commands(QMenu* file);
    void add_edit_commands(QMenu* edit);
    void add_desk_commands(QMenu* edit);
    void add_view_command(QMenu* view);

    void ask_model(bool folder);
    void ask_vae();
    void ask_part(const QString& field, bool folder);  // of the model, or the refiner
    void ask_lora();
    void ask_control();
    void ask_control_picture(int index);
    void ask_reference_picture(int index);  // of a reference; -1: of a new one
    void ask_reference_adapter(int index);
    void ask_reference_mask(int index);
    void ask_region_mask(int index);
    void draw_regions(bool on);  // over the picture in the middle
    void ask_folder_of_models();
    void ask_start_picture();
    void ask_output_folder();

    void open_model(const QString& path);
    void open_vae(const QString& path);
    void open_start_picture(const QString& path);
    void add_reference(const QString& picture);
    void save_preset(const QString& name);  // the whole request
    void use_saved(const SavedPrompt& saved);
    void use_prompt(const QString& prompt, const QString& step);  // and goes there; `step` names it in Edit > Undo
    void open_folder();                                           // the output folder, in the file manager

  signals:
    void models_added();  // a folder of models joined the library

  private:
    void add_preset_menu(QMenu* edit);
    void ask_picture(const QString& title, const std::function<void(const QString&)>& chosen);
    Workspace& work_;
    Commands& commands_;
    QPointer<RegionMap> region_map_;  // over the picture, while regions are drawn there
};

}  // namespace imagelab
