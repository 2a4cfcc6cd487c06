// MainWindow's part around the request: models, styles, settings, the palette, the first run.
#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "core/base/paths.h"
#include "core/gallery/gallery.h"
#include "ui/gallery/filter_bar.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/library/command_palette.h"
#include "ui/library/first_run_page.h"
#include "ui/library/library_panel.h"
#include "ui/library/settings_page.h"
#include "ui/look/glossary.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/request/prompt_section.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/request/style_section.h"
#include "ui/viewer/banner.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/window/main_window.h"

namespace imagelab {
namespace {

constexpr int most_found_pictures = 12;

QString without_mnemonic(QString text) {
    text.replace("&&", "\x01").remove('&').replace('\x01', '&');
    while (text.endsWith(QStringLiteral("…")) || text.endsWith('.')) text.chop(1);
    return text;
}

}  // namespace

void MainWindow::make_library_panel() {
    RequestDesk& desk = request_panel_->desk();
    library_ = new LibraryPanel(document_, desk.library, desk.downloads);
    add_panel("models", tr("Models"), library_, Qt::BottomDockWidgetArea)->hide();
}

void MainWindow::make_request_menus() {
    QMenu *file = nullptr, *edit = nullptr, *help = nullptr;
    for (QAction* action : menuBar()->actions()) {
        const QString name = without_mnemonic(action->text());
        if (name == without_mnemonic(tr("&File"))) file = action->menu();
        if (name == without_mnemonic(tr("&Edit"))) edit = action->menu();
        if (name == without_mnemonic(tr("&Help"))) help = action->menu();
    }
    QAction* quit = action("quit");
    const auto add = [this](QMenu* menu, const char* name, const QString& text, const QList<QKeySequence>& keys, const QString& why,
                            auto&& run) {
        QAction* made = add_action(menu, name, text, keys, why);
        connect(made, &QAction::triggered, this, run);
        return made;
    };
    QAction* models = add(file, "library", tr("&Models and downloads"), {Qt::CTRL | Qt::Key_M},
                          tr("The models of this machine, and fetching new ones."), [this] { show_library(false); });
    QAction* settings = add(file, "settings", tr("Settin&gs…"), {QKeySequence(Qt::CTRL | Qt::Key_Comma)},
                            tr("Theme, folders, file names, devices, threads, memory."), [this] { show_settings(); });
    for (QAction* each : {models, settings}) file->removeAction(each), file->insertAction(quit, each);
    file->insertSeparator(quit);

    edit->addSeparator();
    add(edit, "choose_style", tr("Add a st&yle…"), {Qt::CTRL | Qt::Key_T}, explain(Term::style),
        [this] { request_panel_->styles().choose(); });
    add(edit, "saved_prompts", tr("&Saved prompts…"), {Qt::CTRL | Qt::SHIFT | Qt::Key_S},
        tr("Saves this prompt under a name, or brings a saved one."), [this] { request_panel_->prompt().show_saved(); });
    add(edit, "palette", tr("&Find anything…"), {Qt::CTRL | Qt::Key_K},
        tr("Commands, styles, models, prompts, pictures and terms by a few letters."), [this] { open_palette(); });
    QAction* welcome = add(help, "welcome", tr("&Welcome"), {}, tr("The first page: the bundled model, and how to bring your own."),
                           [this] { show_welcome(); });
    help->removeAction(welcome);
    help->insertAction(help->actions().value(0), welcome);
}

void MainWindow::connect_request() {
    palette_ = new CommandPalette(this);
    connect(palette_, &CommandPalette::typed, this, &MainWindow::palette_typed);
    connect(request_panel_, &RequestPanel::vae_file_wanted, this, &MainWindow::ask_vae);
    connect(request_panel_, &RequestPanel::library_wanted, this, [this] { show_library(false); });
    connect(library_, &LibraryPanel::folder_wanted, this, &MainWindow::ask_folder_of_models);
    connect(&request_panel_->desk().saved, &SavedPrompts::failed, this, [this](const QString& message) {
        viewer_->banner().show_error(tr("The saved prompts could not be written: %1").arg(message), message);
    });
    // After the window is there: disks are read by workers, but their results cost a moment each.
    QTimer::singleShot(0, this, [this] {
        request_panel_->desk().load();
        if (!settings_.value("welcome/seen").toBool()) show_welcome();
    });
}

void MainWindow::ask_vae() {
    auto* dialog = new QFileDialog(this, tr("Choose a VAE"), settings_.value("folders/models").toString(), tr("VAE (*.safetensors)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(false);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        settings_.setValue("folders/models", QFileInfo(path).absolutePath());
        open_vae(path);
    });
    dialog->show();
}

void MainWindow::open_vae(const QString& path) {
    document_.change(tr("VAE"), [&](Request& r) { r.vae = path.toStdString(); });
}

void MainWindow::ask_folder_of_models() {
    auto* dialog = new QFileDialog(this, tr("Choose a folder with models"), settings_.value("folders/models", QDir::homePath()).toString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(false);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        settings_.setValue("folders/models", path);
        request_panel_->desk().library.add_folder(path);
        show_library(false);
    });
    dialog->show();
}

void MainWindow::show_library(bool get) {
    for (QDockWidget* dock : panels_) {
        if (dock->objectName() != "models") continue;
        dock->show();
        dock->raise();
        if (dock->height() < 200) resizeDocks({dock}, {260}, Qt::Vertical);
    }
    if (get)
        library_->focus_wish();
    else
        library_->focus_search();
}

void MainWindow::show_welcome() {
    if (!welcome_) make_welcome();
    welcome_->look_for_models(QDir::homePath().toStdString());
    welcome_->show();
    welcome_->raise();
}

// A picture is there to be seen.
void MainWindow::leave_welcome() {
    if (!welcome_ || welcome_->isHidden()) return;
    welcome_->hide();
    settings_.setValue("welcome/seen", true);
}

void MainWindow::make_welcome() {
    RequestDesk& desk = request_panel_->desk();
    welcome_ = new FirstRunPage(desk.library, viewer_);
    connect(welcome_, &FirstRunPage::closed, this, [this] {
        settings_.setValue("welcome/seen", true);
        request_panel_->focus_prompt();
    });
    connect(welcome_, &FirstRunPage::folder_wanted, this, &MainWindow::ask_folder_of_models);
    connect(welcome_, &FirstRunPage::library_wanted, this, [this] { show_library(true); });
    connect(welcome_, &FirstRunPage::example_wanted, this, [this](const QString& prompt) {
        document_.change(tr("example prompt"), [&](Request& r) { r.prompt = prompt.toStdString(); });
        request_panel_->focus_prompt();
    });
}

void MainWindow::show_settings() {
    if (settings_page_) {
        settings_page_->window()->show();
        settings_page_->window()->raise();
        return settings_page_->window()->activateWindow();
    }
    auto* window = new QWidget(this, Qt::Window);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->setWindowTitle(tr("Settings"));
    window->resize(720, 640);
    settings_page_ = new SettingsPage(document_, request_panel_->desk().library, theme_, window);
    auto* column = new QVBoxLayout(window);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(settings_page_);
    connect(settings_page_, &SettingsPage::output_folder_wanted, this, &MainWindow::ask_output_folder);
    connect(settings_page_, &SettingsPage::model_folder_wanted, this, &MainWindow::ask_folder_of_models);
    connect(settings_page_, &SettingsPage::theme_chosen, this,
            [this](ThemeChoice choice) { action("theme_" + ThemeController::name_of(choice))->trigger(); });
    auto* close = new QAction(window);
    close->setShortcuts({Qt::Key_Escape, QKeySequence(QKeySequence::Close)});
    close->setShortcutContext(Qt::WindowShortcut);
    window->addAction(close);
    connect(close, &QAction::triggered, window, &QWidget::close);
    bridge_.ask_price(document_.request());  // answers with the devices
    window->show();
    settings_page_->search().setFocus();
}

void MainWindow::show_terms_at(const QString& name) {
    QString html;
    for (const GlossaryEntry& entry : glossary()) {
        const bool wanted = term_name(entry.term) == name;
        html += QStringLiteral("<p%3><b>%1</b><br>%2</p>")
                    .arg(term_name(entry.term).toHtmlEscaped(), explain(entry.term).toHtmlEscaped(),
                         wanted ? QStringLiteral(" style='background-color:%1'").arg(colors(this).hover.name()) : QString());
    }
    show_text_window(tr("Terms"), html);
}

std::vector<PaletteEntry> MainWindow::palette_entries() {
    using Kind = PaletteEntry::Kind;
    std::vector<PaletteEntry> entries;
    for (QAction* action : findChildren<QAction*>(Qt::FindDirectChildrenOnly)) {
        if (action->isSeparator() || action->text().isEmpty() || action->objectName() == "palette") continue;
        QString explanation = action->statusTip().isEmpty() ? action->toolTip() : action->statusTip();
        if (explanation == without_mnemonic(action->text())) explanation.clear();
        entries.push_back({Kind::command, without_mnemonic(action->text()), explanation,
                           action->shortcut().toString(QKeySequence::NativeText), action->objectName(), [action] { action->trigger(); },
                           action->isEnabled()});
    }
    for (QDockWidget* dock : panels_) {
        const auto add = [&](const QString& title, std::function<void()> run) {
            entries.push_back({Kind::command, title, tr("Shows or hides this panel."), {}, {}, std::move(run)});
        };
        const bool closed = dock->isHidden(), in_front = !closed && !dock->visibleRegion().isEmpty();
        if (!in_front) add(tr("Show %1").arg(dock->windowTitle()), [this, dock] { show_panel(dock->objectName()); });
        if (!closed) add(tr("Hide %1").arg(dock->windowTitle()), [dock] { dock->hide(); });
    }
    RequestDesk& desk = request_panel_->desk();
    for (const StyleProfile& profile : desk.profiles.library().profiles()) {
        entries.push_back({Kind::profile,
                           QString::fromStdString(profile.name),
                           QString::fromStdString(profile.about),
                           {},
                           QString::fromStdString(profile.category),
                           [this, id = profile.id, name = QString::fromStdString(profile.name)] {
                               document_.edit(request_panel_->desk().profiles.with(document_.request(), id), tr("style %1").arg(name));
                           }});
    }
    entries.push_back({Kind::model, model_text({}), tr("Comes with the program"), {}, {}, [this] {
                           document_.change(tr("model"), [](Request& r) { r.model.clear(); });
                       }});
    for (const ModelFile& model : desk.library.models()) {
        if (model.state != ModelFile::State::ready) continue;
        entries.push_back({Kind::model,
                           QString::fromStdString(model.name),
                           model_detail_text(model),
                           {},
                           QString::fromStdString(model.path.filename().string()),
                           [this, path = model.path.string()] { document_.change(tr("model"), [&](Request& r) { r.model = path; }); }});
    }
    const auto use_prompt = [this](const QString& prompt) {
        document_.change(tr("earlier prompt"), [&](Request& r) { r.prompt = prompt.toStdString(); });
        request_panel_->focus_prompt();
    };
    for (const SavedPrompt& saved : desk.saved.prompts())
        entries.push_back({Kind::prompt, saved.name, saved.prompt, {}, {}, [use_prompt, text = saved.prompt] { use_prompt(text); }});
    for (const QString& prompt : settings_.value("prompts").toStringList().mid(0, 50))
        entries.push_back({Kind::prompt, prompt, {}, {}, {}, [use_prompt, prompt] { use_prompt(prompt); }});
    for (const GlossaryEntry& entry : glossary())
        entries.push_back({Kind::term, term_name(entry.term), explain(entry.term), {}, {}, [this, name = term_name(entry.term)] {
                               show_terms_at(name);
                           }});
    return entries;
}

void MainWindow::show_found(const QString& picture) {
    strip_->filter().set_filter({});  // it may hide what was found
    strip_->select_path(picture);
}

void MainWindow::open_palette() {
    palette_->open(palette_entries());
}

// Pictures whose prompt, tags or name have the words, from the gallery's index.
void MainWindow::palette_typed(const QString& text) {
    if (text.size() < 3) return;
    picture_search_.start([this, text]() -> NewestWork::Deliver {
        std::vector<GalleryEntry> found;
        try {
            GalleryQuery query;
            query.words = text.toStdString() + "*";
            query.limit = most_found_pictures;
            if (const auto gallery = Gallery::open(data_dir()))
                if (auto entries = gallery->search(query)) found = *entries;
        } catch (const std::exception&) {
            found.clear();  // the gallery's own panel says what is wrong with it
        }
        return [this, text, found] {
            if (!palette_->isVisible() || palette_->field().text().trimmed() != text) return;
            std::vector<PaletteEntry> entries;
            for (const GalleryEntry& entry : found) {
                const QString path = QString::fromStdString(entry.path.string());
                entries.push_back(
                    {PaletteEntry::Kind::picture, QString::fromStdString(entry.prompt), QFileInfo(path).fileName(), {}, {}, [this, path] {
                         show_found(path);
                     }});
            }
            if (!entries.empty()) palette_->model().set_found(std::move(entries));
        };
    });
}

}  // namespace imagelab
