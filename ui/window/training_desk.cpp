#include "ui/window/training_desk.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/base/paths.h"
#include "core/gallery/gallery.h"
#include "core/metadata/import.h"
#include "core/metadata/metadata.h"
#include "core/training/dataset.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/look/wording.h"
#include "ui/models/library_model.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/training/training_form.h"
#include "ui/training/training_page.h"
#include "ui/training/training_runs.h"
#include "ui/window/commands.h"
#include "ui/window/file_dialogs.h"
#include "ui/window/workspace.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

fs::path data_of(const Workspace& work) {
    return work.data.empty() ? data_dir() : work.data;
}

// What is said of a picture that the index does not know: the prompt in its file.
std::string prompt_in(const fs::path& picture) {
    const auto metadata = read_metadata(picture);
    if (!metadata) return {};
    const auto imported = import_request(*metadata);
    return imported ? imported->request.prompt : std::string();
}

Result<fs::path> collected(const fs::path& data, const ChosenPictures& chosen) {
    std::vector<TrainingExample> examples;
    if (!chosen.ids.empty() || chosen.all) {
        auto gallery = Gallery::open(data);
        if (!gallery) return Failure{gallery.error()};
        const auto entries = chosen.all ? gallery->search(*chosen.all) : gallery->entries(chosen.ids);
        if (!entries) return Failure{entries.error()};
        for (const GalleryEntry& entry : *entries) examples.push_back({entry.path, entry.prompt});
    }
    for (const fs::path& path : chosen.paths) examples.push_back({path, prompt_in(path)});
    return collect_training_pictures(data / "training" / "pictures", "gallery", examples);
}

}  // namespace

TrainingDesk::TrainingDesk(Workspace& work, Commands& commands) : work_(work), commands_(commands) {
    connect(work_.gallery_panel, &GalleryPanel::selection_changed, this, [this] {
        const int chosen = work_.gallery_panel->chosen().count();
        commands_.enable("train_on_chosen", chosen > 0);
        if (page_) page_->form().set_chosen(chosen);
    });
}

void TrainingDesk::add_command(QMenu* queue) {
    commands_.add(queue, "training", tr("Train a LoRA…"), {Qt::CTRL | Qt::SHIFT | Qt::Key_T},
                  tr("Teaches a model something new from pictures, watches it learn, and compares."), [this](bool) { show_page(); });
}

void TrainingDesk::add_gallery_command(QMenu* gallery) {
    commands_.add(gallery, "train_on_chosen", tr("Train a LoRA on the chosen…"), {},
                  tr("Copies the chosen pictures into a folder, with their prompts as captions, and sets up a training."), [this](bool) {
                      show_page();
                      take_chosen();
                  });
    commands_.enable("train_on_chosen", false);
}

TrainingPage& TrainingDesk::page() {
    if (!page_) make_page();
    return *page_;
}

void TrainingDesk::make_page() {
    auto* window = new QWidget(&work_.frame, Qt::Dialog);
    window->setWindowTitle(tr("Train a LoRA"));
    window->resize(QSize(1080, 680).boundedTo(work_.frame.size().expandedTo({1000, 640})));
    auto* close = new QAction(window);
    close->setShortcuts({Qt::Key_Escape, QKeySequence(QKeySequence::Close)});
    connect(close, &QAction::triggered, window, &QWidget::close);
    window->addAction(close);
    page_ = new TrainingPage(
        work_.bridge, data_of(work_) / "models" / "trained", [this] { return work_.output_folder().toStdString(); }, window);
    auto* column = new QVBoxLayout(window);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(page_);
    page_->form().set_chosen(work_.gallery_panel->chosen().count());
    TrainingRuns& runs = page_->runs();
    connect(&page_->form(), &TrainingForm::folder_wanted, this, &TrainingDesk::ask_folder);
    connect(&page_->form(), &TrainingForm::chosen_wanted, this, &TrainingDesk::take_chosen);
    connect(&runs, &TrainingRuns::picture_wanted, this, &TrainingDesk::picture_wanted);
    connect(&runs, &TrainingRuns::thumbnail_wanted, &work_.loader, &PictureLoader::load_thumbnail, Qt::QueuedConnection);
    connect(&work_.loader, &PictureLoader::thumbnail, &runs, &TrainingRuns::set_thumbnail);
    connect(&runs, &TrainingRuns::csv_wanted, this, &TrainingDesk::ask_csv);
    connect(&runs, &TrainingRuns::lora_wanted, this, &TrainingDesk::use_lora);
    connect(&runs, &TrainingRuns::change_wanted, this, [this](JobId job, JobChange change) {
        work_.bridge.ask(
            this, [job, change](Engine& engine) { return engine.change({job}, change).problem; },
            [this](const std::string& problem) {
                if (!problem.empty()) work_.show_error(QString::fromStdString(problem));
                emit work_.bridge.queue_changed();
            });
    });
    connect(&runs, &TrainingRuns::retry_wanted, this, [this](JobId job) {
        work_.bridge.ask(
            this,
            [job](Engine& engine) {
                const auto done = engine.retry(job);
                return done ? std::string() : done.error();
            },
            [this](const std::string& problem) {
                if (!problem.empty()) work_.show_error(QString::fromStdString(problem));
                emit work_.bridge.queue_changed();
            });
    });
    connect(page_, &TrainingPage::started, &work_.bridge, [this] { emit work_.bridge.queue_changed(); });
    runs.set_listing(listing_);
    fill_choices();
}

// Models that can be trained, and the devices.
void TrainingDesk::fill_choices() {
    std::vector<std::pair<QString, QString>> models;
    for (const ModelFile& model : work_.request_panel->desk().library.models()) {
        if (model.state == ModelFile::State::ready && (model.kind == "sdxl" || model.kind == "pixart"))
            models.emplace_back(QString::fromStdString(model.name), QString::fromStdString(model.path.string()));
    }
    page_->form().set_models(models);
    work_.bridge.ask(
        page_, [](Engine& engine) { return engine.devices(); },
        [this](const std::vector<DeviceInfo>& devices) {
            std::vector<std::pair<QString, QString>> names;
            for (const DeviceInfo& device : devices)
                names.emplace_back(QString::fromStdString(device.id + " · " + device.name), QString::fromStdString(device.id));
            page_->form().set_devices(names);
        });
}

void TrainingDesk::show_page() {
    const bool fresh = page_.isNull();
    QWidget* window = page().window();
    if (!fresh) fill_choices();
    window->show();
    window->raise();
    window->activateWindow();
    page_->form().folder().setFocus();
}

void TrainingDesk::show_training(JobId job, bool its_settings) {
    show_page();
    page_->runs().choose(job);
    if (!its_settings) return;
    work_.bridge.ask(
        page_, [job](Engine& engine) { return engine.queue().find(job); },
        [this](const std::optional<Job>& found) {
            if (found && found->training) page_->form().set_draft(draft_of(*found->training));
        });
}

void TrainingDesk::set_listing(const QueueListing& listing) {
    listing_ = listing;
    if (page_) page_->runs().set_listing(listing);
}

void TrainingDesk::take_chosen() {
    const ChosenPictures chosen = work_.gallery_panel->chosen();
    if (chosen.count() == 0 && !chosen.all) return;
    page().form().set_pictures(tr("Copying the pictures"));
    work_.bridge.ask_slow(
        page_, [data = data_of(work_), chosen](Engine&) { return collected(data, chosen); },
        [this](const Result<fs::path>& folder) {
            if (!folder) return page_->form().show_problem("images", message_text(folder.error()));
            page_->form().set_folder(QString::fromStdString(folder->string()));
        });
}

void TrainingDesk::ask_folder() {
    QFileDialog* dialog = folder_dialog(page_->window(), tr("A folder of pictures"), page_->form().folder().text());
    connect(dialog, &QFileDialog::fileSelected, page_, [this](const QString& folder) { page_->form().set_folder(folder); });
    dialog->show();
}

void TrainingDesk::ask_csv(JobId job) {
    const TrainingRun* run = page_->runs().list().find(job);
    if (!run) return;
    QFileDialog* dialog =
        save_dialog(page_->window(), tr("Export the table"), QDir::home().filePath(run->name() + ".csv"), tr("Tables (*.csv)"), "csv");
    connect(dialog, &QFileDialog::fileSelected, this, [this, job](const QString& path) { export_csv(job, path); });
    dialog->show();
}

void TrainingDesk::export_csv(JobId job, const QString& path) {
    const TrainingRun* run = page().runs().list().find(job);
    if (!run) return;
    try {
        write_metrics_csv(path.toStdString(), run->steps);
    } catch (const Error& error) {
        work_.show_error(QString::fromStdString(error.what()));
    }
}

void TrainingDesk::use_lora(const QString& file) {
    Request request = work_.document.request();
    request.loras.emplace_back().name = file.toStdString();
    work_.document.edit(request, tr("the trained LoRA"));
    work_.frame.raise();
    work_.frame.activateWindow();
}

}  // namespace imagelab
