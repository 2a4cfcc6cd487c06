#include "ui/request/parts_box.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/request/fields.h"
#include "ui/models/request_document.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

constexpr const char* mix_field = "model.vae_mix";

QString mix_text(const Request& r) {
    QStringList parts;
    for (const VaeShare& use : r.vae_mix) parts << QStringLiteral("%1:%2").arg(QString::fromStdString(use.name)).arg(use.share);
    return parts.join("; ");
}

// What `field` holds, as its line shows it.
QString shown(const Request& r, const std::string& field) {
    if (field == mix_field) return mix_text(r);
    const nlohmann::json value = request_field(field).write(r);
    return value.is_string() ? QString::fromStdString(value.get<std::string>()) : QString();
}

// False where the text means nothing.
bool set(Request& r, const std::string& field, const QString& text) {
    if (field != mix_field) return set_field(r, request_field(field), text.trimmed().toStdString()).ok();
    std::vector<VaeShare> mix;
    for (const QString& part : text.split(';', Qt::SkipEmptyParts)) {
        const auto item = request_field(field).item(part.trimmed().toStdString());
        if (!item) return false;
        mix.push_back({item->at("name").get<std::string>(), item->at("share").get<double>()});
    }
    r.vae_mix = std::move(mix);
    return true;
}

}  // namespace

PartsBox::PartsBox(RequestDocument& document, QWidget* parent) : QWidget(parent), document_(document) {
    column_in(this, 4);
    const QString weights = tr("A file of weights, a folder, or a whole model from which only this part is taken; empty: the model's own."),
                  words = tr("A folder with vocab.json and merges.txt; empty: the model's own.");
    add_row("model.unet", tr("UNet"), weights, false);
    add_row("model.text_encoder", tr("Text encoder"), weights, false);
    add_row("model.text_encoder_2", tr("Text encoder 2"), weights, false);
    add_row("model.tokenizer", tr("Tokenizer"), words, true);
    add_row("model.tokenizer_2", tr("Tokenizer 2"), words, true);
    add_mix();
    connect(&document_, &RequestDocument::changed, this, &PartsBox::show_request);
    show_request();
}

void PartsBox::add_row(const char* field, const QString& name, const QString& explanation, bool folder) {
    auto* edit = new QLineEdit(this);
    edit->setPlaceholderText(tr("The model's own"));
    describe(edit, name, explanation);
    auto* row = labelled(name, edit, this);
    if (field != mix_field) {
        auto* choose = new QPushButton(tr("Choose…"), this);
        describe(choose, tr("Choose: %1").arg(name), explanation);
        row->addWidget(choose);
        connect(choose, &QPushButton::clicked, this, [this, field, folder] { emit file_wanted(QString::fromLatin1(field), folder); });
    }
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
    rows_.push_back({field, edit});
    connect(edit, &QLineEdit::editingFinished, this, [this, edit, field = std::string(field), name] {
        Request changed = document_.request();
        if (edit->text() == shown(changed, field)) return;
        if (!set(changed, field, edit->text())) return show_request();
        document_.edit(changed, name);
    });
}

void PartsBox::add_mix() {
    add_row(
        mix_field, tr("VAE mix"),
        tr("VAEs blended with the model's, as FILE:SHARE, several divided by semicolons; the model's keeps what their shares leave of 1."),
        false);
    rows_.back().edit->setPlaceholderText(tr("other.safetensors:0.3"));
}

bool PartsBox::in_use() const {
    return std::any_of(rows_.begin(), rows_.end(), [&](const Row& row) { return !shown(document_.request(), row.field).isEmpty(); });
}

QLineEdit& PartsBox::field(const std::string& path) const {
    return *std::find_if(rows_.begin(), rows_.end(), [&](const Row& row) { return row.field == path; })->edit;
}

void PartsBox::show_request() {
    for (const Row& row : rows_) row.edit->setText(shown(document_.request(), row.field));
}

}  // namespace imagelab
