#include "ui/training/training_form.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <algorithm>

#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/section.h"

namespace imagelab {
namespace {

constexpr int label_width = 128;  // its labels are longer than those of a request

QGridLayout* form_grid(QWidget* parent) {
    auto* grid = new QGridLayout(parent);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    return grid;
}

}  // namespace

void TrainingForm::add(QGridLayout* grid, const std::string& field, const QString& label, QWidget* control, const QString& name,
                       const QString& explanation) {
    describe(control, name, explanation);
    const int row = grid->rowCount();
    QLabel* before = field_label(label, control, grid->parentWidget());
    before->setFixedWidth(label_width);
    grid->addWidget(before, row, 0);
    grid->addWidget(control, row, 1);
    auto* problem = new QLabel(grid->parentWidget());
    problem->setWordWrap(true);
    problem->setForegroundRole(danger_role);
    problem->setAccessibleName(tr("What is wrong with %1").arg(name));
    problem->hide();
    grid->addWidget(problem, row + 1, 1);
    rows_[field] = {before, control, problem};
}

void TrainingForm::add_field(QGridLayout* grid, const FieldWords& words) {
    const TrainingField* field = find_training_field(words.field);
    if (field == nullptr) throw Error("[training form] there is no field " + words.field);
    auto* made = new FieldControl(*field, words, grid->parentWidget());
    controls_.push_back(made);
    add(grid, words.field, words.label, made->widget(), words.name, words.explanation);
    connect(made, &FieldControl::changed, this, &TrainingForm::changed);
}

QWidget* TrainingForm::make_folder(QWidget* parent) {
    auto* place = new QWidget(parent);
    auto* browse = icon_button("folder", tr("Choose the folder"), tr("Asks for the folder with the pictures."), place);
    auto* row = new QHBoxLayout(place);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(folder_, 1);
    row->addWidget(browse);
    place->setFocusProxy(folder_);
    fit_placeholder(folder_, {tr("A folder of pictures"), tr("A folder")});
    connect(browse, &QToolButton::clicked, this, &TrainingForm::folder_wanted);
    return place;
}

TrainingForm::TrainingForm(QWidget* parent)
    : QWidget(parent),
      folder_(new QLineEdit(this)),
      name_(new QLineEdit(this)),
      sample_prompt_(new QLineEdit(this)),
      take_chosen_(new QPushButton(this)),
      pictures_(muted_label({}, this)),
      sample_every_(new QSpinBox(this)) {
    auto* column = column_in(this, 10);
    auto* from = new QWidget(this);
    auto* from_grid = form_grid(from);
    const QString of_pictures = tr("A folder of pictures to learn from; NAME.txt beside NAME.png says what it shows.");
    add(from_grid, "images", tr("Pictures"), make_folder(from), tr("Pictures"), of_pictures);
    describe(folder_, tr("Folder of pictures"), of_pictures);
    pictures_->setWordWrap(true);
    pictures_->hide();
    from_grid->addWidget(pictures_, from_grid->rowCount(), 1);
    from_grid->addWidget(take_chosen_, from_grid->rowCount(), 1);
    column->addWidget(from);
    auto* main = new QWidget(this);
    auto* grid = form_grid(main);
    add(grid, "name", tr("Name"), name_, tr("Name of the LoRA"), tr("Its file is called so; the request offers it under this name."));
    for (const FieldWords& words : main_words()) add_field(grid, words);
    sample_every_->setRange(0, 1'000'000);
    sample_every_->setSpecialValueText(tr("none"));
    sample_every_->setSuffix(tr(" steps apart"));
    sample_every_->setStepType(QSpinBox::AdaptiveDecimalStepType);
    ignore_wheel(sample_every_);
    add(grid, "sample_every", tr("On the way"), sample_every_, tr("Pictures on the way"),
        tr("So often a picture is made with what is learnt so far; it comes into the gallery."));
    fit_placeholder(sample_prompt_, {tr("What they are to show"), tr("Prompt")});
    add(grid, "samples", tr("Of what"), sample_prompt_, tr("Prompt of the pictures on the way"),
        tr("Always the same prompt and seed, so that they can be compared."));
    column->addWidget(main);
    make_folded(column);
    column->addStretch();
    set_chosen(0);

    connect(take_chosen_, &QPushButton::clicked, this, &TrainingForm::chosen_wanted);
    connect(sample_every_, &QSpinBox::valueChanged, this, &TrainingForm::changed);
    for (QLineEdit* field : {folder_, name_, sample_prompt_}) connect(field, &QLineEdit::textChanged, this, &TrainingForm::changed);
    connect(this, &TrainingForm::changed, this, &TrainingForm::show_what_counts);
    show_what_counts();
}

void TrainingForm::make_folded(QLayout* column) {
    std::map<TrainingField::Part, QGridLayout*> grids;
    for (const FieldWords& words : folded_words()) {
        const TrainingField::Part part = find_training_field(words.field)->part;
        QGridLayout*& grid = grids[part];
        if (grid == nullptr) {
            auto* inside = new QWidget(this);
            grid = form_grid(inside);
            column->addWidget(sections_[part] = new Section(part_words(part), inside, false, this));
        }
        add_field(grid, words);
    }
}

FieldControl* TrainingForm::control(const std::string& field) const {
    const auto found = std::find_if(controls_.begin(), controls_.end(), [&](FieldControl* each) { return each->field().name == field; });
    return found == controls_.end() ? nullptr : *found;
}

nlohmann::json TrainingForm::value_of(const std::string& field) const {
    const FieldControl* found = control(field);
    return found == nullptr ? nlohmann::json() : found->value();
}

TrainingDraft TrainingForm::draft() const {
    TrainingDraft draft;
    draft.folder = folder_->text(), draft.name = name_->text();
    draft.sample_prompt = sample_prompt_->text(), draft.sample_every = sample_every_->value();
    const auto value = [this](const std::string& field) { return value_of(field); };
    for (const FieldControl* each : controls_) {
        const nlohmann::json own = each->value();
        if (!own.is_null() && applies(each->field().name, value)) draft.fields[each->field().name] = own;
    }
    return draft;
}

void TrainingForm::set_draft(const TrainingDraft& draft) {
    {
        const QSignalBlocker quiet(this);
        folder_->setText(draft.folder);
        name_->setText(draft.name);
        sample_prompt_->setText(draft.sample_prompt);
        sample_every_->setValue(draft.sample_every);
        for (FieldControl* each : controls_) {
            const auto found = draft.fields.find(each->field().name);
            each->set_value(found == draft.fields.end() ? nlohmann::json() : *found);
        }
    }
    emit changed();
}

void TrainingForm::set_folder(const QString& folder) {
    folder_->setText(folder);
}

void TrainingForm::set_models(const std::vector<std::pair<QString, QString>>& models) {
    std::vector<std::pair<QString, QString>> all{{tr("Bundled model"), QString()}};
    all.insert(all.end(), models.begin(), models.end());
    control("model")->set_choices(all);
}

void TrainingForm::set_devices(const std::vector<std::pair<QString, QString>>& devices) {
    std::vector<std::pair<QString, QString>> all{{tr("The fastest"), "auto"}};
    all.insert(all.end(), devices.begin(), devices.end());
    control("device")->set_choices(all);
}

void TrainingForm::set_chosen(int pictures) {
    take_chosen_->setEnabled(pictures > 0);
    take_chosen_->setText(pictures == 0   ? tr("Take the gallery's selection")
                          : pictures == 1 ? tr("Take the one selected picture")
                                          : tr("Take the %1 selected pictures").arg(pictures));
    describe(take_chosen_, take_chosen_->text(), tr("Copies what is selected in the gallery into a folder, with its prompts as captions."));
}

void TrainingForm::set_pictures(const QString& text) {
    pictures_->setText(text);
    pictures_->setVisible(!text.isEmpty());
}

QLabel* TrainingForm::problem(const std::string& field) const {
    const auto found = rows_.find(field);
    return found == rows_.end() ? nullptr : found->second.problem;
}

void TrainingForm::show_problem(const std::string& field, const QString& text) {
    clear_problems();
    QLabel* label = problem(field);
    if (!label) return;
    label->setText(text);
    label->show();
    for (const auto& [part, section] : sections_) {
        if (section->isAncestorOf(label)) section->set_open(true);
    }
}

void TrainingForm::clear_problems() {
    for (const auto& [field, row] : rows_) row.problem->hide();
}

// Fields that count, and above each folded part what of it is not as usual.
void TrainingForm::show_what_counts() {
    const auto value = [this](const std::string& field) { return value_of(field); };
    std::map<TrainingField::Part, QStringList> set;
    for (const FieldControl* each : controls_) {
        const Row& row = rows_.at(each->field().name);
        const bool counts = applies(each->field().name, value);
        row.label->setVisible(counts);
        row.control->setVisible(counts);
        if (!counts) row.problem->hide();
        const auto section = sections_.find(each->field().part);
        const bool folded = section != sections_.end() && section->second->isAncestorOf(row.control);
        if (!counts || !folded || each->value().is_null()) continue;
        const QString shown = each->shown(), name = row.control->accessibleName();
        const bool speaks = each->field().type == TrainingField::Type::choice;
        set[each->field().part] << (shown.isEmpty() ? name : speaks ? shown : name + ' ' + shown);
    }
    for (const auto& [part, section] : sections_) section->set_summary(set[part].join(QStringLiteral(", ")));
    sample_prompt_->setEnabled(sample_every_->value() > 0);
}

}  // namespace imagelab
