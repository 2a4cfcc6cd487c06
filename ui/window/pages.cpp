#include "ui/window/pages.h"

#include <QActionGroup>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QSysInfo>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "ui/library/first_run_page.h"
#include "ui/library/library_panel.h"
#include "ui/library/settings_page.h"
#include "ui/look/glossary.h"
#include "ui/look/theme.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/viewer/viewer_panel.h"
#include "ui/window/commands.h"
#include "ui/window/request_commands.h"
#include "ui/window/workspace.h"

namespace imagelab {
namespace {

// A window of its own that Escape closes; what is added to its layout fills it.
QWidget* open_window(QWidget* parent, const QString& title, QSize size) {
    auto* window = new QWidget(parent, Qt::Dialog);
    window->setAttribute(Qt::WA_DeleteOnClose);
    window->setWindowTitle(title);
    window->resize(size);
    auto* column = new QVBoxLayout(window);
    column->setContentsMargins(0, 0, 0, 0);
    auto* close = new QAction(window);
    close->setShortcuts({Qt::Key_Escape, QKeySequence(QKeySequence::Close)});
    close->setShortcutContext(Qt::WindowShortcut);
    window->addAction(close);
    QObject::connect(close, &QAction::triggered, window, &QWidget::close);
    return window;
}

}  // namespace

Pages::Pages(Workspace& work, Commands& commands, RequestCommands& requests, ThemeController& theme)
    : work_(work), commands_(commands), requests_(requests), theme_(theme) {
    connect(work_.request_panel, &RequestPanel::library_wanted, this, [this] { show_library(false); });
    connect(work_.library, &LibraryPanel::folder_wanted, &requests_, &RequestCommands::ask_folder_of_models);
    connect(&requests_, &RequestCommands::models_added, this, [this] { show_library(false); });
    connect(work_.viewer, &ViewerPanel::example_chosen, this,
            [this](const QString& prompt) { requests_.use_prompt(prompt, tr("example prompt")); });
}

void Pages::begin() {
    if (!work_.settings.value("welcome/seen").toBool()) show_welcome();
}

void Pages::add_file_commands(QMenu* file) {
    commands_.add(file, "library", tr("&Models and downloads"), {Qt::CTRL | Qt::Key_M},
                  tr("The models of this machine, and fetching new ones."), [this](bool) { show_library(false); });
    commands_.add(file, "settings", tr("Settin&gs…"), {QKeySequence(Qt::CTRL | Qt::Key_Comma)},
                  tr("Theme, folders, file names, devices, threads, memory."), [this](bool) { show_settings(); });
}

void Pages::add_theme_menu(QMenu* view) {
    QMenu* menu = view->addMenu(tr("&Theme"));
    auto* group = new QActionGroup(this);
    const std::pair<ThemeChoice, QString> choices[] = {
        {ThemeChoice::system, tr("As the &desktop")}, {ThemeChoice::light, tr("&Light")}, {ThemeChoice::dark, tr("D&ark")}};
    for (const auto& [choice, text] : choices) {
        QAction* item = commands_.add(menu, "theme_" + ThemeController::name_of(choice), text, {}, {}, [this, choice = choice](bool) {
            theme_.choose(choice);
            work_.settings.setValue("theme", ThemeController::name_of(choice));
        });
        item->setCheckable(true);
        item->setChecked(theme_.choice() == choice);
        group->addAction(item);
    }
}

void Pages::add_help_commands(QMenu* help) {
    commands_.add(help, "welcome", tr("&Welcome"), {}, tr("The first page: the bundled model, and how to bring your own."),
                  [this](bool) { show_welcome(); });
    commands_.add(help, "shortcuts", tr("&Keys"), {Qt::Key_F1}, tr("What can be done by keyboard, on one page."),
                  [this](bool) { show_shortcuts(); });
    commands_.add(help, "terms", tr("&Terms in a sentence each"), {Qt::SHIFT | Qt::Key_F1}, tr("What is guidance? What is a sampler?"),
                  [this](bool) { show_terms(); });
    commands_.add(help, "about", tr("&About Image Lab"), {}, {}, [this](bool) { show_about(); });
}

void Pages::show_library(bool get) {
    emit library_shown();
    if (get)
        work_.library->focus_wish();
    else
        work_.library->focus_search();
}

void Pages::show_welcome() {
    if (!welcome_) make_welcome();
    welcome_->look_for_models(QDir::homePath().toStdString());
    welcome_->show();
    welcome_->raise();
}

void Pages::leave_welcome() {
    if (!welcome_ || welcome_->isHidden()) return;
    welcome_->hide();
    work_.settings.setValue("welcome/seen", true);
}

void Pages::make_welcome() {
    welcome_ = new FirstRunPage(work_.request_panel->desk().library, work_.viewer);
    connect(welcome_, &FirstRunPage::closed, this, [this] {
        work_.settings.setValue("welcome/seen", true);
        work_.request_panel->focus_prompt();
    });
    connect(welcome_, &FirstRunPage::folder_wanted, &requests_, &RequestCommands::ask_folder_of_models);
    connect(welcome_, &FirstRunPage::library_wanted, this, [this] { show_library(true); });
    connect(welcome_, &FirstRunPage::example_wanted, this,
            [this](const QString& prompt) { requests_.use_prompt(prompt, tr("example prompt")); });
}

void Pages::show_settings() {
    if (!settings_page_) return make_settings();
    settings_page_->window()->show();
    settings_page_->window()->raise();
    settings_page_->window()->activateWindow();
}

void Pages::make_settings() {
    QWidget* window = open_window(&work_.frame, tr("Settings"), {720, 640});
    RequestDesk& desk = work_.request_panel->desk();
    settings_page_ = new SettingsPage(work_.document, desk.library, desk.completion, theme_, window);
    window->layout()->addWidget(settings_page_);
    connect(settings_page_, &SettingsPage::output_folder_wanted, &requests_, &RequestCommands::ask_output_folder);
    connect(settings_page_, &SettingsPage::model_folder_wanted, &requests_, &RequestCommands::ask_folder_of_models);
    connect(settings_page_, &SettingsPage::theme_chosen, this, [this](ThemeChoice choice) {
        if (QAction* action = commands_.find("theme_" + ThemeController::name_of(choice))) action->trigger();
    });
    work_.bridge.ask_price(work_.document.request());  // answers with the devices
    window->show();
    settings_page_->search().setFocus();
}

void Pages::set_devices(const std::vector<DeviceInfo>& devices) {
    if (settings_page_) settings_page_->set_devices(devices);
}

void Pages::show_text_window(const QString& title, const QString& html) {
    QWidget* window = open_window(&work_.frame, title, {560, 560});
    auto* text = new QTextBrowser(window);
    text->setFrameShape(QFrame::NoFrame);
    text->setOpenExternalLinks(true);
    text->setAccessibleName(title);
    text->document()->setDocumentMargin(24);
    text->setHtml(html);
    window->layout()->addWidget(text);
    window->show();
}

void Pages::show_terms(const QString& name) {
    QString html;
    for (const GlossaryEntry& entry : glossary()) {
        const bool marked = term_name(entry.term) == name;
        html += QStringLiteral("<p%3><b>%1</b><br>%2</p>")
                    .arg(term_name(entry.term).toHtmlEscaped(), explain(entry.term).toHtmlEscaped(),
                         marked ? QStringLiteral(" style='background-color:%1'").arg(colors(&work_.frame).hover.name()) : QString());
    }
    show_text_window(tr("Terms"), html);
}

namespace {

// The menu of the bar that an action stands in.
QString menu_of(const QAction* action) {
    for (const QObject* object : action->associatedObjects()) {
        const auto* menu = qobject_cast<const QMenu*>(object);
        while (menu && qobject_cast<const QMenu*>(menu->parent())) menu = static_cast<const QMenu*>(menu->parent());
        if (menu && !menu->title().isEmpty()) return without_mnemonic(menu->title());
    }
    return {};
}

QString key_row(const QString& keys, const QString& what) {
    return QStringLiteral("<tr><td style='padding-right:24px; white-space:nowrap'><b>%1</b></td><td>%2</td></tr>")
        .arg(keys.toHtmlEscaped(), what.toHtmlEscaped());
}

}  // namespace

void Pages::show_shortcuts() {
    QStringList order;
    QHash<QString, QString> rows;
    for (const QAction* action : commands_.all()) {
        if (action->shortcuts().isEmpty()) continue;
        QStringList keys;
        for (const QKeySequence& key : action->shortcuts()) {
            const bool on_most_keyboards = key[0].key() < Qt::Key_F13 || key[0].key() > Qt::Key_F35;
            if (on_most_keyboards) keys << key.toString(QKeySequence::NativeText);
        }
        const QString menu = menu_of(action);
        if (!order.contains(menu)) order << menu;
        rows[menu] += key_row(keys.join(tr(" or ")), without_mnemonic(action->text()));
    }
    const QString prompt = tr("In the prompt"), picture = tr("Over the picture");
    order << prompt << picture;
    rows[prompt] = key_row(tr("Up, Down"), tr("At its edges: earlier prompts")) +
                   key_row(tr("Ctrl+Up, Ctrl+Down"), tr("Weigh the words below the caret"));
    rows[picture] = key_row(tr("Left, Right"), tr("The picture before, the next one")) + key_row("Z", tr("Whole picture or real pixels")) +
                    key_row(tr("B, held"), tr("Before: what it was made from, or the one looked at before"));
    QString html;
    for (const QString& menu : order) html += QStringLiteral("<h3>%1</h3><table>%2</table>").arg(menu.toHtmlEscaped(), rows[menu]);
    show_text_window(tr("Keys"), html);
}

void Pages::show_about() {
    show_text_window(tr("About Image Lab"),
                     QStringLiteral("<h2>%1</h2><p>%2</p><p>%3</p>")
                         .arg(tr("Image Lab %1").arg(IMAGELAB_VERSION), tr("Makes pictures from words on your own machine."),
                              tr("Free software under the GNU General Public License, version 3 or later. Qt %1, %2.")
                                  .arg(qVersion(), QSysInfo::prettyProductName())));
}

}  // namespace imagelab
