#include "ui/window/palette_control.h"

#include <QDockWidget>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>

#include "core/base/paths.h"
#include "core/gallery/gallery.h"
#include "ui/library/command_palette.h"
#include "ui/look/glossary.h"
#include "ui/look/wording.h"
#include "ui/models/palette_settings.h"
#include "ui/models/suite_model.h"
#include "ui/request/request_desk.h"
#include "ui/request/request_panel.h"
#include "ui/widgets/section.h"
#include "ui/window/commands.h"
#include "ui/window/docks.h"
#include "ui/window/pages.h"
#include "ui/window/request_commands.h"
#include "ui/window/viewing.h"
#include "ui/window/workspace.h"

namespace imagelab {
namespace {
using Kind = PaletteEntry::Kind;
constexpr int most_found_pictures = 12, most_prompts = 50;
}  // namespace

PaletteControl::PaletteControl(Workspace& work, Commands& commands, Docks& docks, RequestCommands& requests, Viewing& viewing, Pages& pages)
    : work_(work),
      commands_(commands),
      docks_(docks),
      requests_(requests),
      viewing_(viewing),
      pages_(pages),
      palette_(new CommandPalette(&work.frame)) {
    connect(palette_, &CommandPalette::typed, this, [this](const QString& text) {
        auto answers = setting_entries(work_.document.request(), text,
                                       [this](const Request& r, const QString& step) { work_.document.edit(r, step); });
        if (!answers.empty()) palette_->model().set_answers(std::move(answers));
        search_pictures(text);
    });
}

void PaletteControl::add_command(QMenu* edit) {
    commands_.add(edit, "palette", tr("&Find anything…"), {Qt::CTRL | Qt::Key_K},
                  tr("Commands, styles, models, prompts, pictures and terms by a few letters; settings by name and value: steps 20."),
                  [this](bool) { open(); });
}

void PaletteControl::open() {
    Entries entries;
    add_commands(entries);
    add_panels(entries);
    add_parts(entries);
    add_styles(entries);
    add_models(entries);
    add_suites(entries);
    add_words(entries);
    palette_->open(std::move(entries));
}

void PaletteControl::add_commands(Entries& entries) const {
    for (QAction* action : commands_.all()) {
        if (action->objectName() == "palette") continue;
        QString explanation = action->statusTip().isEmpty() ? action->toolTip() : action->statusTip();
        if (explanation == without_mnemonic(action->text())) explanation.clear();
        entries.push_back({Kind::command, without_mnemonic(action->text()), explanation,
                           action->shortcut().toString(QKeySequence::NativeText), action->objectName(), [action] { action->trigger(); },
                           action->isEnabled()});
    }
}

void PaletteControl::add_panels(Entries& entries) {
    for (QDockWidget* dock : docks_.all()) {
        const auto add = [&](const QString& title, std::function<void()> run) {
            entries.push_back({Kind::command, title, tr("Shows or hides this panel."), {}, {}, std::move(run)});
        };
        const bool closed = dock->isHidden(), in_front = !closed && !dock->visibleRegion().isEmpty();
        if (!in_front) add(tr("Show %1").arg(dock->windowTitle()), [this, dock] { docks_.show(dock->objectName()); });
        if (!closed) add(tr("Hide %1").arg(dock->windowTitle()), [dock] { dock->hide(); });
    }
}

// Each section of the request, found by its controls' names, too.
void PaletteControl::add_parts(Entries& entries) {
    for (Section* section : work_.request_panel->sections()) {
        QStringList names;
        for (const auto* control : section->findChildren<QWidget*>())
            if (control->focusPolicy() & Qt::TabFocus) names << control->accessibleName();
        names.removeDuplicates();
        entries.push_back(
            {Kind::command, section->header()->text(), tr("Opens this part of the request."), {}, names.join(' '), [this, section] {
                 docks_.show("request");
                 work_.request_panel->open(*section);
             }});
    }
}

void PaletteControl::add_styles(Entries& entries) {
    for (const StyleProfile& profile : work_.request_panel->desk().profiles.library().profiles()) {
        const QString name = QString::fromStdString(profile.name);
        entries.push_back({Kind::profile,
                           name,
                           QString::fromStdString(profile.about),
                           {},
                           QString::fromStdString(profile.category),
                           [this, id = profile.id, name] {
                               work_.document.edit(work_.request_panel->desk().profiles.with(work_.document.request(), id),
                                                   tr("style %1").arg(name));
                           }});
    }
}

void PaletteControl::add_models(Entries& entries) {
    const auto add = [&](const QString& title, const QString& detail, const QString& words, const std::string& path) {
        entries.push_back({Kind::model, title, detail, {}, words, [this, path] {
                               work_.document.change(tr("model"), [&](Request& r) { r.model = path; });
                           }});
    };
    add(model_text({}), tr("Comes with the program"), {}, {});
    for (const ModelFile& model : work_.request_panel->desk().library.models()) {
        if (model.begins_pictures())
            add(QString::fromStdString(model.name), model_detail_text(model), QString::fromStdString(model.path.filename().string()),
                model.path.string());
    }
}

void PaletteControl::add_suites(Entries& entries) {
    for (const ModelSuite& suite : work_.request_panel->desk().suites.suites()) {
        const QString name = QString::fromStdString(suite.name);
        entries.push_back(
            {Kind::model, tr("Suite %1").arg(name), parts_text(suite.parts), {}, QString::fromStdString(suite.notes), [this, suite] {
                 work_.document.change(tr("suite"), [&](Request& r) { r = choosing_suite(std::move(r), suite); });
             }});
    }
    const std::string& chosen = work_.document.request().suite;
    if (const ModelSuite* suite = work_.request_panel->desk().suites.find(chosen))
        entries.push_back(
            {Kind::model,
             tr("No suite"),
             tr("Without what %1 brought; the model stays.").arg(QString::fromStdString(chosen)),
             {},
             {},
             [this, suite = *suite] { work_.document.change(tr("suite"), [&](Request& r) { r = without_suite(std::move(r), suite); }); }});
}

void PaletteControl::add_words(Entries& entries) {
    const auto add_prompt = [&](const QString& title, const QString& detail, const QString& prompt) {
        entries.push_back({Kind::prompt, title, detail, {}, {}, [this, prompt] { requests_.use_prompt(prompt, tr("earlier prompt")); }});
    };
    for (const SavedPrompt& saved : work_.request_panel->desk().saved.prompts())
        entries.push_back({saved.is_preset() ? Kind::preset : Kind::prompt, saved.name, saved_detail_text(saved), {}, {}, [this, saved] {
                               requests_.use_saved(saved);
                           }});
    for (const QString& prompt : work_.settings.value("prompts").toStringList().mid(0, most_prompts)) add_prompt(prompt, {}, prompt);
    for (const GlossaryEntry& entry : glossary()) {
        const QString name = term_name(entry.term);
        entries.push_back({Kind::term, name, explain(entry.term), {}, {}, [this, name] { pages_.show_terms(name); }});
    }
}

// Pictures whose prompt, tags or name have the words, from the gallery's index.
void PaletteControl::search_pictures(const QString& text) {
    if (text.size() < 3) return;
    search_.start([this, text]() -> NewestWork::Deliver {
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
            Entries entries;
            for (const GalleryEntry& entry : found) {
                const QString path = QString::fromStdString(entry.path.string());
                entries.push_back({Kind::picture, QString::fromStdString(entry.prompt), QFileInfo(path).fileName(), {}, {}, [this, path] {
                                       viewing_.show_path(path);
                                   }});
            }
            if (!entries.empty()) palette_->model().set_found(std::move(entries));
        };
    });
}

}  // namespace imagelab
