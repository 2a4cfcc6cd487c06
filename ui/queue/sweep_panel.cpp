#include "ui/queue/sweep_panel.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QToolButton>
#include <nlohmann/json.hpp>

#include "core/base/paths.h"
#include "core/base/utf8.h"
#include "core/library/model_library.h"
#include "core/library/model_suites.h"
#include "core/prompts/profiles.h"
#include "core/prompts/theme.h"
#include "ui/look/wording.h"
#include "ui/models/queue_model.h"
#include "ui/models/request_document.h"
#include "ui/queue/night_form.h"
#include "ui/queue/night_starter.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

struct Choices {
    std::vector<std::string> profiles, models, loras, suites;
    QStringList themes;
};

Choices look_for_choices() {
    Choices choices;
    const ProfileLibrary profiles = ProfileLibrary::load();
    const ModelLibrary models = ModelLibrary::scan(data_dir());
    for (const StyleProfile& profile : profiles.profiles()) choices.profiles.push_back(profile.id);
    std::error_code ignored;
    if (std::filesystem::exists(bundled_model(), ignored)) choices.models.emplace_back();
    for (const ModelFile& model : models.models()) {
        if (model.begins_pictures()) choices.models.push_back(model.path.string());
        if (model.kind == "lora") choices.loras.push_back(model.path.stem().string());
    }
    const SuiteLibrary suites = SuiteLibrary::load(data_dir());
    for (const ModelSuite& suite : suites.suites()) choices.suites.push_back(suite.name);
    for (const ThemeFile& theme : theme_files(data_dir())) choices.themes << QString::fromStdString(theme.id);
    return choices;
}

QString example_of(GridSetting setting) {
    const std::vector<std::string> choices = setting_choices(setting);
    if (!choices.empty()) return QString::fromStdString(comma_list(choices));
    if (setting == GridSetting::steps) return SweepPanel::tr("20, 30 or 10-50 (+10)");
    if (setting == GridSetting::guidance) return SweepPanel::tr("3, 5 or 2-8 [4]");
    if (setting == GridSetting::seed) return SweepPanel::tr("1-4");
    if (setting == GridSetting::strength) return "0.3, 0.5, 0.7";
    if (setting == GridSetting::profile) return SweepPanel::tr("none, anime, pencil-sketch:0.5");
    if (setting == GridSetting::lora) return SweepPanel::tr("none, NAME:0.5, NAME:0.2-1 (+0.2)");
    if (setting == GridSetting::model) return SweepPanel::tr("names or files, separated by commas");
    if (setting == GridSetting::suite) return SweepPanel::tr("none, NAME: in place of the models and LoRAs chosen");
    if (setting == GridSetting::size) return "512x512, 768x512";
    if (setting == GridSetting::words || setting == GridSetting::negative_words)
        return SweepPanel::tr("dawn, noon, dusk: the first stands in the text, the others replace it");
    return {};
}

// The axes' lists hold the settings' names.
GridSetting chosen(const QComboBox* list) {
    return grid_setting(list->currentData().toString().toStdString()).value_or(GridSetting::none);
}

}  // namespace

SweepPanel::SweepPanel(RequestDocument& document, SessionBridge& bridge, QWidget* parent)
    : QWidget(parent),
      document_(document),
      bridge_(bridge),
      x_(make_axis(tr("Columns"), GridSetting::steps)),
      y_(make_axis(tr("Rows"), GridSetting::guidance)),
      z_(make_axis(tr("Sheets"), GridSetting::none)),
      summary_(new QLabel(this)),
      add_(new QPushButton(tr("Add to the queue"), this)) {
    setBackgroundRole(QPalette::Button);
    setAutoFillBackground(true);
    const std::pair<QString, QString> kinds[] = {
        {tr("X/Y/Z grid"), tr("Up to three settings against each other, one picture for each combination of their values.")},
        {tr("All styles"), tr("The request once with each style.")},
        {tr("All models"), tr("The request once with each model of this machine.")}};
    auto* group = new QButtonGroup(this);
    auto* choice = new QHBoxLayout;
    choice->setSpacing(24);
    for (int i = 0; i < 3; ++i) {
        kinds_[i] = new QRadioButton(kinds[i].first, this);
        describe(kinds_[i], kinds[i].first, kinds[i].second);
        group->addButton(kinds_[i]);
        choice->addWidget(kinds_[i]);
        connect(kinds_[i], &QRadioButton::toggled, this, &SweepPanel::changed);
    }
    night_ = new QRadioButton(tr("Night"), this);
    describe(night_, tr("Night"), tr("Hours of pictures from a theme, unattended: each with a prompt of its own."));
    group->addButton(night_);
    choice->addWidget(night_);
    connect(night_, &QRadioButton::toggled, this, &SweepPanel::changed);
    choice->addStretch();
    summary_->setWordWrap(true);
    summary_->setAccessibleName(tr("What would be added"));
    summary_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    axes_ = make_axes();
    night_form_ = new NightForm(this);
    night_form_->hide();
    connect(night_form_, &NightForm::changed, this, &SweepPanel::changed);
    set_starter(new NightStarter);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(16);
    foot->addWidget(summary_, 1);
    foot->addWidget(add_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 8, 16, 12);
    column->setSpacing(8);
    column->addLayout(choice);
    column->addWidget(axes_);
    column->addWidget(night_form_);
    column->addStretch();
    column->addLayout(foot);

    delay_.setSingleShot(true);
    delay_.setInterval(300);
    connect(&delay_, &QTimer::timeout, this, &SweepPanel::price);
    connect(add_, &QPushButton::clicked, this, &SweepPanel::add);
    connect(&document_, &RequestDocument::changed, this, &SweepPanel::changed);
    kinds_[0]->setChecked(true);
}

QWidget* SweepPanel::make_axes() {
    auto* box = new QWidget(this);
    auto* axes = new QGridLayout(box);
    axes->setContentsMargins(0, 0, 0, 0);
    axes->setHorizontalSpacing(8);
    axes->setVerticalSpacing(8);
    int row = 0;
    for (const auto& [name, axis] : {std::pair(tr("Columns"), x_), std::pair(tr("Rows"), y_), std::pair(tr("Sheets"), z_)}) {
        axes->addWidget(field_label(name, axis.setting, box), row, 0);
        axes->addWidget(axis.setting, row, 1);
        axes->addWidget(axis.values, row, 2);
        axes->addWidget(axis.fill, row++, 3);
    }
    axes->setColumnStretch(2, 1);
    return box;
}

void SweepPanel::set_starter(NightStarter* starter) {
    delete starter_;
    starter_ = starter;
    starter_->setParent(this);
    connect(starter_, &NightStarter::expected, this, [this](const NightForecast& forecast) {
        if (!night_->isChecked()) return;
        summary_->setText(forecast.text);
        add_->setEnabled(forecast.possible);
    });
}

QStringList SweepPanel::night_arguments() const {
    return imagelab::night_arguments(night_form_->wish(), document_.request(),
                                     QString::fromStdString(folder_ ? folder_() : std::string(".")));
}

SweepPanel::AxisRow SweepPanel::make_axis(const QString& name, GridSetting setting) {
    AxisRow axis{new QComboBox(this), new QLineEdit(this), new QToolButton(this)};
    for (const GridSetting& one : grid_settings()) {
        const std::string name(one.name);
        axis.setting->addItem(setting_text(name), QString::fromStdString(name));
    }
    axis.setting->setCurrentIndex(
        axis.setting->findData(QString::fromUtf8(setting.name.data(), static_cast<qsizetype>(setting.name.size()))));
    axis.setting->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);  // the values get what the longest name would take
    axis.setting->setMinimumWidth(160);
    ignore_wheel(axis.setting);
    describe(axis.setting, tr("%1: setting").arg(name),
             tr("The setting that changes along this side of the grid; each value of the third is a sheet of its own."));
    describe(axis.values, tr("%1: values").arg(name), tr("Values separated by commas; numbers also as 1-5, 10-50 (+10) or 1-100 [5]."));
    axis.fill->setText(tr("All"));
    axis.fill->setFocusPolicy(Qt::StrongFocus);
    describe(axis.fill, tr("%1: all values").arg(name), tr("Puts in every value there is."));
    connect(axis.setting, &QComboBox::currentIndexChanged, this, [this, axis] { show_axis(axis); });
    connect(axis.values, &QLineEdit::textChanged, this, &SweepPanel::changed);
    connect(axis.fill, &QToolButton::clicked, this, [this, axis] { fill(axis); });
    return axis;
}

void SweepPanel::show_axis(const AxisRow& axis) {
    axis.values->clear();
    changed();
}

void SweepPanel::fill(const AxisRow& axis) {
    const GridSetting setting = chosen(axis.setting);
    std::vector<std::string> values = setting_choices(setting);
    if (setting == GridSetting::profile) values = profiles_;
    if (setting == GridSetting::model) values = models_;
    if (setting == GridSetting::lora) values = loras_;
    if (setting == GridSetting::suite) values = suites_;
    if (values.empty()) return;
    axis.values->setText(QString::fromStdString(grid_line(values)));
}

void SweepPanel::choose(SweepKind kind) {
    kinds_[static_cast<int>(kind)]->setChecked(true);
    (kind == SweepKind::grid ? static_cast<QWidget*>(x_.values) : add_)->setFocus();
}

void SweepPanel::choose_night() {
    night_->setChecked(true);
    night_form_->theme().setFocus();
}

SweepDraft SweepPanel::draft() const {
    SweepDraft draft;
    for (int i = 0; i < 3; ++i)
        if (kinds_[i]->isChecked()) draft.kind = static_cast<SweepKind>(i);
    draft.x = chosen(x_.setting);
    draft.y = chosen(y_.setting);
    draft.z = chosen(z_.setting);
    draft.x_values = x_.values->text();
    draft.y_values = y_.values->text();
    draft.z_values = z_.values->text();
    draft.profiles = profiles_;
    draft.models = models_;
    return draft;
}

QString SweepPanel::summary() const {
    return summary_->text();
}

void SweepPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    load_choices();
    changed();
}

void SweepPanel::load_choices() {
    if (std::exchange(loaded_, true)) return;
    bridge_.ask_slow(
        this, [](Engine&) { return look_for_choices(); },
        [this](const Choices& choices) {
            profiles_ = choices.profiles;
            models_ = choices.models;
            loras_ = choices.loras;
            suites_ = choices.suites;
            night_form_->set_themes(choices.themes);
            changed();
        });
}

void SweepPanel::changed() {
    const SweepKind kind = draft().kind;
    for (const AxisRow& axis : {x_, y_, z_}) {
        const auto setting = chosen(axis.setting);
        const bool listed = !setting_choices(setting).empty() || setting == GridSetting::profile || setting == GridSetting::model ||
                            (setting == GridSetting::lora && !loras_.empty()) || (setting == GridSetting::suite && !suites_.empty());
        axis.setting->setEnabled(kind == SweepKind::grid);
        axis.values->setEnabled(kind == SweepKind::grid && setting != GridSetting::none);
        axis.values->setPlaceholderText(example_of(setting));
        axis.fill->setEnabled(kind == SweepKind::grid && listed);
    }
    axes_->setVisible(!night_->isChecked());
    night_form_->setVisible(night_->isChecked());
    add_->setText(night_->isChecked() ? tr("Start the night") : tr("Add to the queue"));
    describe(add_, add_->text(),
             night_->isChecked() ? tr("Starts it at once; it goes on when the window is closed, and the queue shows and stops it.")
                                 : tr("Adds all of them as one group; the queue shows it, and it can be paused and cancelled as a whole."));
    add_->setEnabled(false);
    ++asked_;
    if (isVisible()) delay_.start();
}

Result<std::vector<Request>> SweepPanel::requests() const {
    const auto grid = grid_of(draft());
    if (!grid) return Failure{grid.error()};
    Request base = document_.request();
    if (base.prompt.empty()) return Failure{tr("Write a prompt first.").toStdString()};
    if (folder_) base.output = folder_();
    return expand_grid(base, *grid);
}

void SweepPanel::price() {
    if (night_->isChecked()) {
        summary_->setText(tr("Working out how long it takes"));
        return starter_->ask(night_arguments());
    }
    const auto wanted = requests();
    if (!wanted) return summary_->setText(message_text(wanted.error()));
    summary_->setText(tr("Working out how long it takes"));
    bridge_.ask_slow(
        this, [requests = *wanted](Engine& engine) { return price_of(requests, [&](const Request& r) { return engine.plan(r); }); },
        [this, asked = asked_](const SweepPrice& price) {
            if (asked != asked_) return;
            const auto grid = grid_of(draft());
            if (!grid) return;
            const QString text = sweep_text(price, *grid, document_.request().batch);
            summary_->setText(price.problem.empty() ? text : message_text(price.problem));
            add_->setEnabled(price.problem.empty());
        });
}

void SweepPanel::add() {
    if (night_->isChecked()) {
        add_->setEnabled(false);
        if (starter_->start(night_arguments())) return emit night_started();
        return summary_->setText(tr("The night could not be started."));
    }
    const auto wanted = requests();
    const auto grid = grid_of(draft());
    if (!wanted || !grid) return;
    EnqueueOptions options;
    options.group = new_grid_name();
    options.about = grid_to_json(*grid).dump();
    bridge_.enqueue(*wanted, options);
    int pictures = 0;
    for (const Request& request : *wanted) pictures += request.batch;
    emit enqueued(pictures);
}

}  // namespace imagelab
