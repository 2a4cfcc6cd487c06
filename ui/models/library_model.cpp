#include "ui/models/library_model.h"

#include <QDir>

#include "core/base/paths.h"
#include "core/base/thread.h"
#include "ui/look/wording.h"

namespace imagelab {
namespace {

// Why a file cannot be used, without its path, which the row is about.
QString reason_of(const ModelFile& model) {
    const std::string& reason = model.reason;
    const std::string path = model.path.string();
    size_t at = reason.starts_with(path) ? path.size() : 0;
    while (at > 0 && at < reason.size() && (reason[at] == ':' || reason[at] == ' ')) ++at;
    return message_text(reason.substr(at));
}

struct Scanned {
    std::vector<ModelFile> models;
    std::vector<ModelCard> cards;
    QStringList problems, folders, added;
};

Scanned scan_all() {
    Scanned out;
    try {
        const ModelLibrary library = ModelLibrary::scan(data_dir());
        out.models = library.models();
        const ModelNotes notes = ModelNotes::load(data_dir());
        if (!notes.problem().empty()) out.problems << QString::fromStdString(notes.problem());
        for (const ModelFile& file : out.models) out.cards.push_back(read_model_card(file, notes));
        for (const std::string& problem : library.problems()) out.problems << QString::fromStdString(problem);
        for (const ModelFolder& folder : library.folders()) out.folders << QString::fromStdString(folder.path.string());
        out.folders.removeDuplicates();
        out.added = LibraryModel::read_added();
    } catch (const std::exception& error) {
        out.problems << QString::fromUtf8(error.what());
    }
    return out;
}

}  // namespace

QString model_kind_text(const std::string& kind) {
    const std::pair<const char*, QString> names[] = {{"sdxl", "SDXL"},
                                                     {"sdxl-refiner", "SDXL refiner"},
                                                     {"sdxl-inpainting", "SDXL inpainting"},
                                                     {"sd1", "Stable Diffusion 1"},
                                                     {"sd2", "Stable Diffusion 2"},
                                                     {"sd3", "Stable Diffusion 3"},
                                                     {"flux", "Flux"},
                                                     {"pixart", "PixArt"},
                                                     {"pixart-sigma", "PixArt-Sigma"},
                                                     {"lora", "LoRA"},
                                                     {"vae", "VAE"},
                                                     {"controlnet", "ControlNet"},
                                                     {"ip-adapter", "IP-Adapter"},
                                                     {"ip-adapter-sd", "IP-Adapter (SD 1)"},
                                                     {"image encoder", LibraryModel::tr("image encoder")}};
    for (const auto& [id, name] : names)
        if (kind == id) return name;
    if (kind.empty()) return LibraryModel::tr("unknown kind");
    return QString::fromStdString(kind);
}

QString model_detail_text(const ModelFile& model) {
    QStringList parts{model_kind_text(model.kind), bytes_text(model.bytes)};
    if (model.state == ModelFile::State::ready && model.parameters > 0)
        parts << LibraryModel::tr("needs about %1").arg(bytes_text(model.memory_bytes(2)));
    if (!model.precision.empty()) parts << QString::fromStdString(model.precision);
    if (model.layout == "diffusers folder") parts << LibraryModel::tr("folder");
    if (!model.source.empty() && model.source != "own" && model.source != "folder") parts << QString::fromStdString(model.source);
    return parts.join(QStringLiteral(" · "));
}

LibraryModel::LibraryModel(QObject* parent) : QAbstractListModel(parent) {
    editing_.setMaxThreadCount(1);
}

LibraryModel::~LibraryModel() {
    editing_.waitForDone();
}

void LibraryModel::scan() {
    work_.start([this]() -> NewestWork::Deliver {
        auto found = std::make_shared<Scanned>(scan_all());
        return [this, found] {
            beginResetModel();
            models_ = std::move(found->models);
            cards_ = std::move(found->cards);
            cards_.resize(models_.size());
            problems_ = found->problems;
            folders_ = found->folders;
            added_ = found->added;
            scanned_ = true;
            endResetModel();
            emit changed();
        };
    });
    emit changed();
}

int LibraryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(models_.size());
}

QVariant LibraryModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) return {};
    const ModelFile& m = models_[static_cast<size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
            return QString::fromStdString(m.name);
        case PathRole:
            return QString::fromStdString(m.path.string());
        case KindRole:
            return QString::fromStdString(m.kind);
        case StateRole:
            return static_cast<int>(m.state);
        case DetailRole:
            return model_detail_text(m);
        case ReasonRole:
            return m.works_with_a_model() ? QString() : reason_of(m);
        case SearchRole:
            return QString::fromStdString(searched_text(m, cards_[static_cast<size_t>(index.row())]));
        case PreviewRole:
            return QString::fromStdString(cards_[static_cast<size_t>(index.row())].preview.string());
        case NotesRole:
            return QString::fromStdString(cards_[static_cast<size_t>(index.row())].notes);
        case Qt::ToolTipRole: {
            QString text = QDir::toNativeSeparators(QString::fromStdString(m.path.string())).toHtmlEscaped();
            if (!m.reason.empty()) text += QStringLiteral("<br>") + reason_of(m).toHtmlEscaped();
            return QStringLiteral("<p>%1</p>").arg(text);
        }
        case Qt::AccessibleTextRole:
            return QString::fromStdString(m.name) + QStringLiteral(", ") + model_detail_text(m) +
                   (m.reason.empty() ? QString() : ". " + reason_of(m));
        default:
            return {};
    }
}

const ModelFile* LibraryModel::find(const QString& path) const {
    for (const ModelFile& m : models_)
        if (QString::fromStdString(m.path.string()) == path) return &m;
    return nullptr;
}

const ModelCard* LibraryModel::card(const QString& path) const {
    const ModelFile* file = find(path);
    return file ? &cards_[static_cast<size_t>(file - models_.data())] : nullptr;
}

void LibraryModel::set_notes(const QString& path, const QString& text) {
    const ModelFile* file = find(path);
    if (!file) return;
    const auto row = static_cast<size_t>(file - models_.data());
    const std::string words = text.trimmed().toStdString();
    if (cards_[row].notes == words) return;
    cards_[row].notes = words;
    const QModelIndex at = index(static_cast<int>(row));
    emit dataChanged(at, at, {NotesRole, SearchRole});
    editing_.start(guarded("the writing of a note", [this, file = *file, words] {
        const auto written = ModelNotes::write(data_dir(), file, words);
        if (written) return;
        QMetaObject::invokeMethod(
            this, [this, problem = QString::fromStdString(written.error())] { emit failed(problem); }, Qt::QueuedConnection);
    }));
}

QString model_card_text(const ModelCard& card) {
    QStringList lines, facts;
    if (!card.kinds.empty()) facts << QString::fromStdString(card.kinds);
    if (!card.rank.empty())
        facts << (card.kinds.empty() ? QString::fromStdString(card.rank)
                                     : LibraryModel::tr("rank %1").arg(QString::fromStdString(card.rank)));
    if (!card.base_model.empty()) facts << LibraryModel::tr("for %1").arg(QString::fromStdString(card.base_model));
    if (!card.title.empty()) lines << QString::fromStdString(card.title);
    if (!facts.isEmpty()) lines << facts.join(QStringLiteral(" · "));
    constexpr size_t most_shown = 12;
    QStringList words, tags;
    for (const std::string& word : card.trigger_words)
        if (words.size() < static_cast<qsizetype>(most_shown)) words << QString::fromStdString(word);
    for (const auto& [tag, count] : card.tags)
        if (tags.size() < static_cast<qsizetype>(most_shown)) tags << QString::fromStdString(tag);
    if (!words.isEmpty()) lines << LibraryModel::tr("Trigger words: %1").arg(words.join(", "));
    if (!tags.isEmpty()) lines << LibraryModel::tr("Tags: %1").arg(tags.join(", "));
    if (!card.about.empty()) lines << QString::fromStdString(card.about).simplified().left(400);
    return lines.join('\n');
}

QStringList LibraryModel::read_added() {
    QStringList folders;
    for (const auto& folder : added_model_folders(data_dir())) folders << QString::fromStdString(folder.string());
    return folders;
}

void LibraryModel::add_folder(const QString& folder) {
    change_folders(folder, true);
}
void LibraryModel::remove_folder(const QString& folder) {
    change_folders(folder, false);
}

void LibraryModel::change_folders(const QString& folder, bool add) {
    editing_.start(guarded("a change of the library", [this, folder, add] {
        QString problem;
        try {
            const std::filesystem::path path = folder.toStdString();
            const auto done = add ? add_model_folder(data_dir(), path) : remove_model_folder(data_dir(), path);
            if (!done) problem = QString::fromStdString(done.error());
        } catch (const std::exception& error) {
            problem = QString::fromUtf8(error.what());
        }
        QMetaObject::invokeMethod(
            this,
            [this, problem] {
                if (!problem.isEmpty()) emit failed(problem);
                scan();
            },
            Qt::QueuedConnection);
    }));
}

}  // namespace imagelab
