#include "ui/window/request_commands.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QImageReader>
#include <QInputDialog>
#include <QMenu>
#include <QUrl>
#include <algorithm>

#include "core/request/fields.h"
#include "core/weights/weight_file.h"
#include "ui/look/glossary.h"
#include "ui/models/saved_prompts.h"
#include "ui/request/control_section.h"
#include "ui/request/lora_section.h"
#include "ui/request/model_picker.h"
#include "ui/request/prompt_edit.h"
#include "ui/request/prompt_section.h"
#include "ui/request/reference_section.h"
#include "ui/request/region_map.h"
#include "ui/request/region_section.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/request/seed_edit.h"
#include "ui/request/style_section.h"
#include "ui/viewer/picture_view.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/widgets/controls.h"
#include "ui/window/commands.h"
#include "ui/window/file_dialogs.h"
#include "ui/window/workspace.h"

namespace imagelab {
namespace {

QString picture_filter() {
    QStringList patterns;
    for (const QByteArray& format : QImageReader::supportedImageFormats()) patterns << "*." + QString::fromLatin1(format);
    return patterns.join(' ');
}

}  // namespace

RequestCommands::RequestCommands(Workspace& work, Commands& commands) : work_(work), commands_(commands) {
    RequestPanel* panel = work_.request_panel;
    connect(panel, &RequestPanel::model_file_wanted, this, [this] { ask_model(false); });
    connect(panel, &RequestPanel::model_folder_wanted, this, [this] { ask_model(true); });
    connect(panel, &RequestPanel::vae_file_wanted, this, &RequestCommands::ask_vae);
    connect(panel, &RequestPanel::part_wanted, this, &RequestCommands::ask_part);
    connect(panel, &RequestPanel::lora_file_wanted, this, &RequestCommands::ask_lora);
    connect(panel, &RequestPanel::control_file_wanted, this, &RequestCommands::ask_control);
    connect(panel, &RequestPanel::control_picture_wanted, this, &RequestCommands::ask_control_picture);
    connect(panel, &RequestPanel::reference_picture_wanted, this, &RequestCommands::ask_reference_picture);
    connect(panel, &RequestPanel::reference_adapter_wanted, this, &RequestCommands::ask_reference_adapter);
    connect(panel, &RequestPanel::reference_mask_wanted, this, &RequestCommands::ask_reference_mask);
    connect(panel, &RequestPanel::region_mask_wanted, this, &RequestCommands::ask_region_mask);
    connect(panel, &RequestPanel::region_drawing_wanted, this, &RequestCommands::draw_regions);
    connect(panel, &RequestPanel::start_picture_wanted, this, &RequestCommands::ask_start_picture);
    connect(panel, &RequestPanel::output_folder_wanted, this, &RequestCommands::ask_output_folder);
    connect(panel, &RequestPanel::trouble, this, [this](const QString& message) { work_.show_error(message); });
    connect(panel, &RequestPanel::thumbnail_wanted, &work_.loader, &PictureLoader::load_thumbnail);
    connect(&work_.loader, &PictureLoader::thumbnail, panel,
            [panel](const QString& path, const QImage& image) { panel->set_thumbnail(path, image); });
    connect(&panel->desk().saved, &SavedPrompts::failed, this,
            [this](const QString& message) { work_.show_error(tr("The saved prompts could not be written: %1").arg(message), message); });
}

void RequestCommands::add_file_commands(QMenu* file) {
    commands_.add(file, "open_model", tr("&Open a model file…"), {QKeySequence::Open}, explain(Term::model),
                  [this](bool) { ask_model(false); });
    commands_.add(file, "open_model_folder", tr("Open a model &folder…"), {Qt::CTRL | Qt::SHIFT | Qt::Key_O}, explain(Term::model),
                  [this](bool) { ask_model(true); });
    commands_.add(file, "start_picture", tr("&Start from a picture…"), {}, explain(Term::start_picture),
                  [this](bool) { ask_start_picture(); });
    file->addSeparator();
    commands_.add(file, "choose_folder", tr("&Choose the output folder…"), {}, explain(Term::output),
                  [this](bool) { ask_output_folder(); });
    commands_.add(file, "show_folder", tr("Open the output fol&der"), {Qt::CTRL | Qt::SHIFT | Qt::Key_F},
                  tr("Shows the pictures in the file manager."), [this](bool) { open_folder(); });
}

void RequestCommands::add_edit_commands(QMenu* edit) {
    commands_.add(edit, "focus_prompt", tr("Go to the &prompt"), {Qt::CTRL | Qt::Key_P}, explain(Term::prompt),
                  [this](bool) { work_.request_panel->focus_prompt(); });
    commands_.add(edit, "roll_seed", tr("Roll the see&d"), {Qt::CTRL | Qt::Key_D}, explain(Term::seed),
                  [this](bool) { work_.request_panel->seed().roll(); });
    commands_.add(edit, "lock_seed", tr("&Lock or open the seed"), {Qt::CTRL | Qt::Key_L}, explain(Term::seed),
                  [this](bool) { work_.request_panel->seed().toggle_lock(); });
}

void RequestCommands::add_desk_commands(QMenu* edit) {
    commands_.add(edit, "choose_style", tr("Add a st&yle…"), {Qt::CTRL | Qt::Key_T}, explain(Term::style),
                  [this](bool) { work_.request_panel->choose_style(); });
    commands_.add(edit, "saved_prompts", tr("&Saved prompts and presets…"), {Qt::CTRL | Qt::SHIFT | Qt::Key_S},
                  tr("Saves this prompt under a name, or brings a saved one."),
                  [this](bool) { work_.request_panel->prompt().show_saved(); });
    add_preset_menu(edit);
}

void RequestCommands::add_view_command(QMenu* view) {
    QAction* simple =
        commands_.add(view, "simple", tr("Simple request"), {Qt::CTRL | Qt::SHIFT | Qt::Key_M},
                      tr("Prompt, shape, style and Generate; everything else keeps its value and is out of sight."), [this](bool on) {
                          work_.settings.setValue("request_panel/simple", on);
                          work_.request_panel->set_simple(on);
                      });
    simple->setCheckable(true);
    simple->setChecked(work_.settings.value("request_panel/simple", false).toBool());
    if (simple->isChecked()) work_.request_panel->set_simple(true);
}

void RequestCommands::add_preset_menu(QMenu* edit) {
    QMenu* menu = edit->addMenu(tr("Presets"));
    QAction* save =
        commands_.add(menu, "save_preset", tr("Save all settings as a &preset…"), {},
                      tr("Keeps the whole request under a name: model, prompt, size, steps, styles and all else."), [this](bool) {
                          QInputDialog* dialog = name_dialog(&work_.frame, tr("Save a preset"), tr("Name of the preset:"), {});
                          connect(dialog, &QInputDialog::textValueSelected, this, &RequestCommands::save_preset);
                          dialog->show();
                      });
    connect(menu, &QMenu::aboutToShow, this, [this, menu, save] {
        for (QAction* action : menu->actions())
            if (action != save) menu->removeAction(action), action->deleteLater();
        const auto& saved = work_.request_panel->desk().saved.prompts();
        if (std::any_of(saved.begin(), saved.end(), [](const SavedPrompt& one) { return one.is_preset(); })) menu->addSeparator();
        for (const SavedPrompt& one : saved)
            if (one.is_preset())
                menu->addAction(QString(one.name).replace('&', QStringLiteral("&&")), this, [this, one] { use_saved(one); });
    });
}

void RequestCommands::save_preset(const QString& wanted) {
    const QString name = wanted.simplified();
    if (!name.isEmpty()) work_.request_panel->desk().saved.save(saved_prompt(name, work_.document.request(), true));
}

void RequestCommands::use_saved(const SavedPrompt& saved) {
    if (saved.part) return work_.request_panel->prompt().edit().insert_part(saved.prompt);
    work_.document.edit(with_saved(work_.document.request(), saved), tr("saved prompt %1").arg(saved.name));
    if (!saved.is_preset()) work_.request_panel->focus_prompt();
}

void RequestCommands::ask_model(bool folder) {
    const QString start = work_.settings.value("folders/models").toString();
    QFileDialog* dialog = folder ? folder_dialog(&work_.frame, tr("Choose a model folder"), start)
                                 : file_dialog(&work_.frame, tr("Choose a model file"), start,
                                               tr("Models (%1)").arg(QString::fromStdString(weight_file_patterns())));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        work_.settings.setValue("folders/models", QFileInfo(path).absolutePath());
        open_model(path);
    });
    dialog->show();
}

void RequestCommands::ask_vae() {
    QFileDialog* dialog = file_dialog(&work_.frame, tr("Choose a VAE"), work_.settings.value("folders/models").toString(),
                                      tr("VAE (%1)").arg(QString::fromStdString(weight_file_patterns())));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        work_.settings.setValue("folders/models", QFileInfo(path).absolutePath());
        open_vae(path);
    });
    dialog->show();
}

void RequestCommands::ask_part(const QString& field, bool folder) {
    const QString start = work_.settings.value("folders/models").toString();
    QFileDialog* dialog = folder ? folder_dialog(&work_.frame, tr("Choose a folder of the model's part"), start)
                                 : file_dialog(&work_.frame, tr("Choose a file of the model's part"), start,
                                               tr("Models (%1)").arg(QString::fromStdString(weight_file_patterns())));
    connect(dialog, &QFileDialog::fileSelected, this, [this, field](const QString& path) {
        work_.settings.setValue("folders/models", QFileInfo(path).absolutePath());
        work_.document.change(tr("part of the model"), [&](Request& r) {
            (void)set_field(r, request_field(field.toStdString()), path.toStdString());  // any text is allowed
        });
    });
    dialog->show();
}

void RequestCommands::ask_lora() {
    QFileDialog* dialog = file_dialog(&work_.frame, tr("Choose a LoRA"), work_.settings.value("folders/loras").toString(),
                                      tr("LoRA (%1)").arg(QString::fromStdString(weight_file_patterns())));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        work_.settings.setValue("folders/loras", QFileInfo(path).absolutePath());
        work_.request_panel->loras().add(path);
    });
    dialog->show();
}

void RequestCommands::ask_control() {
    QFileDialog* dialog = file_dialog(&work_.frame, tr("Choose a ControlNet"), work_.settings.value("folders/controls").toString(),
                                      tr("ControlNet (%1)").arg(QString::fromStdString(weight_file_patterns())));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        work_.settings.setValue("folders/controls", QFileInfo(path).absolutePath());
        work_.request_panel->controls().add(path);
    });
    dialog->show();
}

void RequestCommands::ask_picture(const QString& title, const std::function<void(const QString&)>& chosen) {
    QFileDialog* dialog =
        file_dialog(&work_.frame, title, work_.settings.value("folders/pictures").toString(), tr("Pictures (%1)").arg(picture_filter()));
    connect(dialog, &QFileDialog::fileSelected, this, [this, chosen](const QString& path) {
        work_.settings.setValue("folders/pictures", QFileInfo(path).absolutePath());
        chosen(path);
    });
    dialog->show();
}

void RequestCommands::ask_control_picture(int index) {
    ask_picture(tr("Choose a control picture"),
                [this, index](const QString& path) { work_.request_panel->controls().set_picture(index, path); });
}

void RequestCommands::ask_reference_picture(int index) {
    ask_picture(tr("Choose a reference picture"),
                [this, index](const QString& path) { work_.request_panel->references().set_picture(index, path); });
}

void RequestCommands::ask_reference_adapter(int index) {
    QFileDialog* dialog = file_dialog(&work_.frame, tr("Choose an IP-Adapter"), work_.settings.value("folders/adapters").toString(),
                                      tr("IP-Adapter (%1)").arg(QString::fromStdString(weight_file_patterns())));
    connect(dialog, &QFileDialog::fileSelected, this, [this, index](const QString& path) {
        work_.settings.setValue("folders/adapters", QFileInfo(path).absolutePath());
        work_.request_panel->references().set_adapter(index, path);
    });
    dialog->show();
}

void RequestCommands::ask_reference_mask(int index) {
    ask_picture(tr("Choose the mask of a reference picture"),
                [this, index](const QString& path) { work_.request_panel->references().set_mask(index, path); });
}

void RequestCommands::ask_region_mask(int index) {
    ask_picture(tr("Choose the mask of a region"),
                [this, index](const QString& path) { work_.request_panel->regions().set_mask(index, path); });
}

void RequestCommands::draw_regions(bool on) {
    delete region_map_;
    if (!on) return;
    PictureView& view = work_.viewer->view();
    if (view.picture_place().isEmpty()) work_.viewer->show_job(work_.document.request(), tr("Draw the regions here"), {});
    work_.viewer->show_view();
    region_map_ = new RegionMap(&view, [&view] { return view.picture_place(); });
    describe(region_map_, tr("Regions over the picture"),
             tr("Drag to draw a region, its inside to move it, its edges to size it; Esc ends it."));
    connect(&view, &PictureView::zoom_changed, region_map_, qOverload<>(&QWidget::update));
    connect(region_map_, &RegionMap::left, &work_.request_panel->regions(), &RegionSection::stop_drawing);
    work_.request_panel->regions().follow(region_map_);
    region_map_->show();
    region_map_->setFocus(Qt::OtherFocusReason);
}

void RequestCommands::add_reference(const QString& picture) {
    work_.request_panel->references().add(picture);
    work_.request_panel->show_references();
}

void RequestCommands::ask_folder_of_models() {
    QFileDialog* dialog =
        folder_dialog(&work_.frame, tr("Choose a folder with models"), work_.settings.value("folders/models", QDir::homePath()).toString());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        work_.settings.setValue("folders/models", path);
        work_.request_panel->desk().library.add_folder(path);
        emit models_added();
    });
    dialog->show();
}

void RequestCommands::ask_start_picture() {
    QFileDialog* dialog = file_dialog(&work_.frame, tr("Choose a start picture"), work_.settings.value("folders/pictures").toString(),
                                      tr("Pictures (%1)").arg(picture_filter()));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        work_.settings.setValue("folders/pictures", QFileInfo(path).absolutePath());
        open_start_picture(path);
    });
    dialog->show();
}

void RequestCommands::ask_output_folder() {
    QFileDialog* dialog = folder_dialog(&work_.frame, tr("Choose the output folder"), work_.output_folder());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        work_.document.change(tr("output folder"), [&](Request& r) { r.output = path.toStdString(); });
    });
    dialog->show();
}

void RequestCommands::open_model(const QString& path) {
    work_.request_panel->set_recent_models(work_.remember_recent("models", path, ModelPicker::most_recent));
    work_.document.change(tr("model"), [&](Request& r) { r.model = path.toStdString(); });
}

void RequestCommands::open_vae(const QString& path) {
    work_.document.change(tr("VAE"), [&](Request& r) { r.vae = path.toStdString(); });
}

void RequestCommands::open_start_picture(const QString& path) {
    work_.document.change(tr("start picture"), [&](Request& r) {
        if (r.init_image != path.toStdString()) without_start_picture(r);
        r.init_image = path.toStdString();
    });
}

void RequestCommands::use_prompt(const QString& prompt, const QString& step) {
    work_.document.change(step, [&](Request& r) { r.prompt = prompt.toStdString(); });
    work_.request_panel->focus_prompt();
}

void RequestCommands::open_folder() {
    QDir().mkpath(work_.output_folder());
    QDesktopServices::openUrl(QUrl::fromLocalFile(work_.output_folder()));
}

}  // namespace imagelab
