#include "ui/request/lora_section.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QTimer>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

#include "core/weights/weight_file.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/models/library_model.h"
#include "ui/models/model_facts.h"
#include "ui/models/request_document.h"
#include "ui/models/suite_model.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/slider_spin.h"

namespace imagelab {
namespace {

bool is_adapter_file(const QString& path) {
    return has_weight_extension(path.toStdString());
}

}  // namespace

LoraRow::LoraRow(const std::string& name, RequestDocument& document, QWidget* parent)
    : QWidget(parent),
      name_(name),
      document_(document),
      title_(new ElidedLabel(this)),
      detail_(new ElidedLabel(this)),
      why_(new QLabel(this)) {
    const QString shown = network_text(name);
    title_->setText(shown);
    title_->setToolTip(QString::fromStdString(name));
    detail_->setForegroundRole(QPalette::PlaceholderText);
    why_->setWordWrap(true);
    why_->setTextFormat(Qt::PlainText);
    why_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    why_->setAccessibleName(tr("How well %1 fits the model").arg(shown));
    why_->hide();
    const QString strength = tr("Strength of %1").arg(shown),
                  meaning = tr("1 is as it was trained; 0 leaves it away; below 0 it works the other way round.");
    scale_ = new SliderSpin(tr("Strength"), meaning, {-10, 10, 2, 0.05, 2, -2}, this);
    describe(scale_->field(), strength, meaning);
    describe(scale_->findChild<QSlider*>(), tr("%1, slider").arg(strength), meaning);
    apart_ = icon_button("sliders", tr("Another strength for the text"), tr("The text encoders get a number of their own."), this);
    apart_->setCheckable(true);
    text_scale_ = new QDoubleSpinBox(this);
    text_scale_->setRange(-10, 10);
    text_scale_->setSingleStep(0.05);
    text_scale_->setAlignment(Qt::AlignRight);
    text_scale_->setFixedWidth(72);
    describe(text_scale_, tr("Strength of %1 on the text").arg(shown), tr("How strongly the text encoders are changed."));
    ignore_wheel(text_scale_);
    insert_ = new QPushButton(tr("Insert its words"), this);
    remove_ = icon_button("close", tr("Remove %1").arg(shown), tr("The model's weights become what they were; Undo brings it back."), this);

    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(title_, 1);
    head->addWidget(remove_);
    auto* numbers = new QHBoxLayout;
    numbers->setSpacing(8);
    numbers->addWidget(scale_, 1);
    numbers->addWidget(apart_);
    numbers->addWidget(text_scale_);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(detail_, 1);
    foot->addWidget(insert_);
    auto* column = column_in(this, 2);
    column->addLayout(head);
    column->addLayout(numbers);
    column->addLayout(foot);
    column->addWidget(why_);
    insert_->hide();
    connect(scale_, &SliderSpin::edited, this,
            [this](double value) { change(tr("strength of a LoRA"), [=](LoraUse& use) { use.scale = value; }); });
    connect(text_scale_, &QDoubleSpinBox::valueChanged, this,
            [this](double value) { change(tr("strength of a LoRA on the text"), [=](LoraUse& use) { use.text_scale = value; }); });
    connect(apart_, &QToolButton::clicked, this, [this](bool apart) {
        change(tr("strength of a LoRA on the text"),
               [=](LoraUse& use) { use.text_scale = apart ? std::optional(use.scale) : std::nullopt; });
    });
    connect(insert_, &QPushButton::clicked, this, &LoraRow::insert_words);
    connect(remove_, &QToolButton::clicked, this, [this] {
        document_.change(tr("removal of a LoRA"),
                         [this](Request& r) { std::erase_if(r.loras, [this](const LoraUse& use) { return use.name == name_; }); });
    });
}

void LoraRow::change(const QString& what, const std::function<void(LoraUse&)>& change) {
    document_.change(what, [&](Request& r) {
        for (LoraUse& use : r.loras)
            if (use.name == name_) change(use);
    });
}

void LoraRow::insert_words() {
    document_.change(tr("words of a LoRA"), [this](Request& r) {
        for (const QString& word : words_) {
            const std::string text = word.toStdString();
            if (r.prompt.find(text) == std::string::npos) r.prompt += (r.prompt.empty() ? "" : ", ") + text;
        }
    });
}

QWidget* LoraRow::tab_after(QWidget* before) {
    for (QWidget* next : {static_cast<QWidget*>(remove_), static_cast<QWidget*>(scale_), static_cast<QWidget*>(apart_),
                          static_cast<QWidget*>(text_scale_), static_cast<QWidget*>(insert_)}) {
        setTabOrder(before, next);
        before = next;
    }
    return before;
}

void LoraRow::show_use(const LoraUse& use) {
    const QSignalBlocker quiet(text_scale_);
    scale_->set_value(use.scale);
    apart_->setChecked(use.text_scale.has_value());
    text_scale_->setVisible(use.text_scale.has_value());
    text_scale_->setValue(use.on_text());
}

void LoraRow::show_facts(const LoraFacts& facts) {
    detail_->setText(facts.problem.isEmpty() ? facts.detail : facts.problem);
    show_fit(facts.fit);
    words_ = facts.triggers.mid(0, 3);
    insert_->setVisible(!words_.isEmpty());
    describe(insert_, tr("Insert the words of %1").arg(network_text(name_)),
             tr("Adds the words it was trained on to the prompt: %1").arg(facts.triggers.join(", ")));
}

void LoraRow::show_fit(const std::optional<ModelFit>& fit) {
    why_->setVisible(fit.has_value());
    if (!fit) return;
    const int score = fit->score();
    QStringList lines{fit_text(*fit)};
    for (const FitReason& reason : fit->reasons) lines << reason_text(reason);
    why_->setForegroundRole(score == 0 ? danger_role : score < 80 ? warning_role : QPalette::PlaceholderText);
    why_->setText(breakable(lines.join('\n')));
}

LoraSection::LoraSection(RequestDocument& document, LibraryModel& library, QWidget* parent)
    : QWidget(parent),
      document_(document),
      library_(library),
      column_(column_in(this)),
      rows_(new QVBoxLayout),
      chooser_(new QComboBox(this)) {
    setAcceptDrops(true);
    rows_->setSpacing(8);
    chooser_->setEditable(true);
    chooser_->setInsertPolicy(QComboBox::NoInsert);
    chooser_->lineEdit()->setPlaceholderText(tr("Add a LoRA…"));
    chooser_->completer()->setCompletionMode(QCompleter::PopupCompletion);
    chooser_->completer()->setFilterMode(Qt::MatchContains);
    chooser_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    describe(chooser_, tr("Add a LoRA"), tr("LoRAs change a model's style or teach it a subject. Those of the library; type to search."));
    describe(chooser_->lineEdit(), chooser_->accessibleName(), chooser_->toolTip());
    ignore_wheel(chooser_);
    file_ = new QPushButton(tr("From a file…"), this);
    describe(file_, tr("Add a LoRA from a file"), tr("A .safetensors file from anywhere; it can also be dropped here."));
    dora_ = new QCheckBox(tr("DoRA as ComfyUI"), this);
    describe(
        dora_, dora_->text(),
        tr("LoRAs with decomposed weights (DoRA) are put on as they were trained. ComfyUI has another formula: turn this on for a picture "
           "that was made there."));
    dora_->hide();
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(chooser_, 1);
    row->addWidget(file_);
    column_->addLayout(rows_);
    column_->addWidget(dora_);
    column_->addLayout(row);
    connect(dora_, &QCheckBox::clicked, this, [this](bool on) {
        document_.change(dora_->text(), [=](Request& r) { r.dora = on ? DoraChoice::as_comfyui : DoraChoice::as_trained; });
    });
    connect(chooser_, &QComboBox::activated, this, [this](int index) {
        const QString path = chooser_->itemData(index).toString();
        // The completer writes what was chosen once this has returned.
        QTimer::singleShot(0, chooser_, [this] {
            chooser_->setCurrentIndex(-1);
            chooser_->clearEditText();
        });
        if (!path.isEmpty()) add(path);
    });
    connect(file_, &QPushButton::clicked, this, &LoraSection::file_wanted);
    connect(&document_, &RequestDocument::changed, this, &LoraSection::show_request);
    connect(&library_, &QAbstractItemModel::modelReset, this, &LoraSection::show_library);
    show_library();
    show_request();
}

QString LoraSection::summary() const {
    QStringList names;
    for (const LoraUse& use : document_.request().loras)
        names << QStringLiteral("%1 %2").arg(network_text(use.name), number_text(use.scale));
    return names.join(", ");
}

void LoraSection::add(const QString& name) {
    const std::string wanted = name.toStdString();
    const auto& loras = document_.request().loras;
    if (std::any_of(loras.begin(), loras.end(), [&](const LoraUse& use) { return use.name == wanted; })) return;
    document_.change(tr("a LoRA"), [&](Request& r) { r.loras.push_back({wanted, 1, {}}); });
}

void LoraSection::show_library() {
    const QSignalBlocker quiet(chooser_);
    chooser_->clear();
    for (const ModelFile& model : library_.models())
        if (model.kind == "lora") chooser_->addItem(QString::fromStdString(model.name), QString::fromStdString(model.path.string()));
    chooser_->setCurrentIndex(-1);
    chooser_->clearEditText();
    facts_.clear();
    read_facts();
}

void LoraSection::show_request() {
    const auto& uses = document_.request().loras;
    if (!facts_.empty() && !ModelFacts{.parts = facts_of_}.are_of(document_.request())) {  // on another model they fit otherwise
        facts_.clear();
        read_facts();
    }
    const bool same =
        uses.size() == shown_.size() && std::equal(uses.begin(), uses.end(), shown_.begin(),
                                                   [](const LoraUse& use, const LoraRow* row) { return use.name == row->name(); });
    if (!same) {
        for (LoraRow* row : shown_) row->hide(), row->deleteLater();
        shown_.clear();
        QWidget* before = chooser_->previousInFocusChain();
        for (const LoraUse& use : uses) {
            shown_.push_back(new LoraRow(use.name, document_, this));
            rows_->addWidget(shown_.back());
            before = shown_.back()->tab_after(before);
        }
        read_facts();
    }
    bool decomposed = document_.request().dora != DoraChoice::as_trained;
    for (size_t i = 0; i < shown_.size(); ++i) {
        shown_[i]->show_use(uses[i]);
        const auto known = facts_.find(uses[i].name);
        if (known == facts_.end()) continue;
        shown_[i]->show_facts(known->second);
        decomposed = decomposed || known->second.decomposed;
    }
    dora_->setVisible(decomposed);
    dora_->setChecked(document_.request().dora == DoraChoice::as_comfyui);
}

void LoraSection::read_facts() {
    std::vector<std::string> unknown;
    for (const LoraUse& use : document_.request().loras)
        if (!facts_.contains(use.name)) unknown.push_back(use.name);
    if (unknown.empty()) return;
    facts_of_ = model_parts_of(document_.request());
    reading_.start([this, unknown, request = facts_of_]() -> NewestWork::Deliver {
        std::map<std::string, LoraFacts> read;
        const OpenedModel base = opened_model_of(request);
        for (const std::string& name : unknown) read[name] = read_lora_facts(name, base.get());
        return [this, read = std::move(read)] {
            for (const auto& [name, facts] : read) facts_[name] = facts;
            show_request();
        };
    });
}

void LoraSection::dragEnterEvent(QDragEnterEvent* event) {
    for (const QUrl& url : event->mimeData()->urls())
        if (is_adapter_file(url.toLocalFile())) return event->acceptProposedAction();
}

void LoraSection::dropEvent(QDropEvent* event) {
    for (const QUrl& url : event->mimeData()->urls())
        if (is_adapter_file(url.toLocalFile())) add(url.toLocalFile());
    event->acceptProposedAction();
}

}  // namespace imagelab
