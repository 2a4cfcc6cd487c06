#include "ui/models/saved_prompts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_reader.h"
#include "core/base/paths.h"
#include "core/base/thread.h"
#include "ui/look/wording.h"

namespace imagelab {
namespace {

using nlohmann::json;

void sort_by_name(std::vector<SavedPrompt>& prompts) {
    std::stable_sort(prompts.begin(), prompts.end(),
                     [](const SavedPrompt& a, const SavedPrompt& b) { return QString::localeAwareCompare(a.name, b.name) < 0; });
}

}  // namespace

SavedPrompt saved_prompt(const QString& name, const Request& request, bool all_settings) {
    SavedPrompt saved{name, QString::fromStdString(request.prompt), QString::fromStdString(request.negative_prompt.value_or(""))};
    if (all_settings)
        saved.settings = QString::fromStdString(request_to_json(request).dump(-1, ' ', false, json::error_handler_t::replace));
    return saved;
}

Request with_saved(const Request& mine, const SavedPrompt& saved) {
    if (saved.is_preset()) {
        std::vector<std::string> problems;
        if (const auto stored = read_json(saved.settings.toStdString())) return request_from_stored(*stored, problems);
    }
    Request r = mine;
    if (saved.part) {
        r.prompt += (r.prompt.empty() ? "" : ", ") + saved.prompt.toStdString();
        return r;
    }
    r.prompt = saved.prompt.toStdString();
    r.negative_prompt.reset();
    if (!saved.negative.isEmpty()) r.negative_prompt = saved.negative.toStdString();
    return r;
}

QString saved_detail_text(const SavedPrompt& saved) {
    if (saved.part) return SavedPrompts::tr("Part: %1").arg(saved.prompt);
    return saved.is_preset() ? settings_text(with_saved({}, saved)) + QStringLiteral(" · ") + saved.prompt : saved.prompt;
}

std::vector<SavedPrompt> read_saved_prompts(const std::filesystem::path& file) {
    std::vector<SavedPrompt> prompts;
    std::error_code code;
    if (!std::filesystem::exists(file, code)) return prompts;
    const auto read = read_json_file(file);
    if (!read || !read->is_object() || !read->contains("prompts") || !read->at("prompts").is_array()) return prompts;
    for (const json& entry : read->at("prompts")) {
        const auto text = [&](const char* key) {
            const json value = entry.is_object() ? entry.value(key, json()) : json();
            return value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
        };
        if (text("name").isEmpty()) continue;
        prompts.push_back({text("name"), text("prompt"), text("negative_prompt")});
        prompts.back().part = entry.value("part", json()) == true;
        if (entry.contains("request") && entry.at("request").is_object())
            prompts.back().settings = QString::fromStdString(entry.at("request").dump(-1, ' ', false, json::error_handler_t::replace));
    }
    sort_by_name(prompts);
    return prompts;
}

QString write_saved_prompts(const std::filesystem::path& file, const std::vector<SavedPrompt>& prompts) {
    json list = json::array();
    for (const SavedPrompt& p : prompts) {
        list.push_back({{"name", p.name.toStdString()}, {"prompt", p.prompt.toStdString()}, {"negative_prompt", p.negative.toStdString()}});
        if (p.part) list.back()["part"] = true;
        if (const auto settings = read_json(p.settings.toStdString()); p.is_preset() && settings) list.back()["request"] = *settings;
    }
    const std::string text = json{{"prompts", list}}.dump(2) + "\n";
    try {
        std::error_code code;
        std::filesystem::create_directories(file.parent_path(), code);
        write_file_atomically(file, text.data(), text.size());
        return {};
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
}

class SavedPrompts::Step : public QUndoCommand {
  public:
    Step(SavedPrompts& model, std::vector<SavedPrompt> after, const QString& what)
        : QUndoCommand(what), model_(model), before_(model.prompts_), after_(std::move(after)) {}
    void undo() override { model_.set(before_); }
    void redo() override { model_.set(after_); }

  private:
    SavedPrompts& model_;
    std::vector<SavedPrompt> before_, after_;
};

SavedPrompts::SavedPrompts(std::filesystem::path file, QUndoStack& history, QObject* parent)
    : QAbstractListModel(parent), file_(std::move(file)), history_(history) {
    writing_.setMaxThreadCount(1);
}

SavedPrompts::~SavedPrompts() {
    writing_.waitForDone();
}

void SavedPrompts::load() {
    reading_.start([this, file = file_]() -> NewestWork::Deliver {
        auto prompts = read_saved_prompts(file);
        return [this, prompts = std::move(prompts)]() mutable {
            beginResetModel();
            prompts_ = std::move(prompts);
            endResetModel();
        };
    });
}

int SavedPrompts::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(prompts_.size());
}

QVariant SavedPrompts::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const SavedPrompt& p = prompts_[static_cast<size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
            return p.name;
        case PromptRole:
            return p.prompt;
        case NegativeRole:
            return p.negative;
        case DetailRole:
            return saved_detail_text(p);
        case Qt::ToolTipRole:
            return QStringLiteral("<p>%1</p>").arg(p.prompt.toHtmlEscaped());
        case Qt::AccessibleTextRole:
            return p.name + QStringLiteral(": ") + saved_detail_text(p);
        default:
            return {};
    }
}

void SavedPrompts::save(const SavedPrompt& prompt) {
    std::vector<SavedPrompt> next = prompts_;
    std::erase_if(next, [&](const SavedPrompt& other) { return other.name == prompt.name; });
    next.push_back(prompt);
    sort_by_name(next);
    if (next != prompts_) history_.push(new Step(*this, std::move(next), tr("saved prompt")));
}

void SavedPrompts::rename(int row, const QString& name) {
    if (row < 0 || row >= rowCount() || name.isEmpty()) return;
    std::vector<SavedPrompt> next = prompts_;
    SavedPrompt renamed = next[static_cast<size_t>(row)];
    next.erase(next.begin() + row);
    renamed.name = name;
    std::erase_if(next, [&](const SavedPrompt& other) { return other.name == name; });
    next.push_back(std::move(renamed));
    sort_by_name(next);
    if (next != prompts_) history_.push(new Step(*this, std::move(next), tr("name of a saved prompt")));
}

void SavedPrompts::remove(int row) {
    if (row < 0 || row >= rowCount()) return;
    std::vector<SavedPrompt> next = prompts_;
    next.erase(next.begin() + row);
    history_.push(new Step(*this, std::move(next), tr("removal of a saved prompt")));
}

void SavedPrompts::set(std::vector<SavedPrompt> prompts) {
    beginResetModel();
    prompts_ = std::move(prompts);
    endResetModel();
    writing_.start(guarded("the writing of prompts", [this, file = file_, kept = prompts_] {
        const QString problem = write_saved_prompts(file, kept);
        if (problem.isEmpty()) return;
        QMetaObject::invokeMethod(
            this, [this, problem] { emit failed(problem); }, Qt::QueuedConnection);
    }));
}

}  // namespace imagelab
