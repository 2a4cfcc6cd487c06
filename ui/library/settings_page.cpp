#include "ui/library/settings_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDesktopServices>
#include <QDir>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>
#include <QUrl>
#include <algorithm>
#include <ctime>

#include "core/base/paths.h"
#include "core/pipelines/output_name.h"
#include "ui/look/glossary.h"
#include "ui/look/theme.h"
#include "ui/look/translations.h"
#include "ui/look/ui_scale.h"
#include "ui/look/wording.h"
#include "ui/models/completion_files.h"
#include "ui/models/library_model.h"
#include "ui/models/request_document.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

constexpr double gib = 1024.0 * 1024 * 1024;

QString text_of(const std::string& text) {
    return QString::fromStdString(text);
}

}  // namespace

SettingsPage::SettingsPage(RequestDocument& document, LibraryModel& library, CompletionFiles& completion, ThemeController& theme,
                           QWidget* parent)
    : QWidget(parent), document_(document), library_(library), completion_(completion), theme_(theme), search_(new QLineEdit(this)) {
    search_->setPlaceholderText(tr("Search settings"));
    search_->setClearButtonEnabled(true);
    describe(search_, tr("Search settings"), tr("Shows the settings whose name or explanation has these words."));
    auto* inside = new QWidget;
    column_ = new QVBoxLayout(inside);
    column_->setContentsMargins(16, 8, 16, 16);
    column_->setSpacing(12);
    make_appearance();
    make_pictures();
    make_models();
    make_performance();
    make_data();
    nothing_ = muted_label(tr("No setting has these words."), inside);
    nothing_->setAlignment(Qt::AlignCenter);
    nothing_->hide();
    column_->addWidget(nothing_);
    column_->addStretch(1);
    auto* scroll = upright_scroll(inside, this);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 16, 0, 0);
    whole->setSpacing(8);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(16, 0, 16, 0);
    top->addWidget(search_);
    whole->addLayout(top);
    whole->addWidget(scroll, 1);
    connect(search_, &QLineEdit::textChanged, this, &SettingsPage::filter);
    connect(&document_, &RequestDocument::changed, this, &SettingsPage::show_request);
    connect(&library_, &LibraryModel::changed, this, &SettingsPage::show_folders);
    show_request();
    show_folders();
}

void SettingsPage::begin_group(const QString& title) {
    auto* label = new QLabel(title, column_->parentWidget());
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    font.setPointSizeF(font.pointSizeF() * 1.15);
    label->setFont(font);
    label->setContentsMargins(0, groups_.empty() ? 0 : 12, 0, 0);
    column_->addWidget(label);
    groups_.push_back(label);
}

void SettingsPage::add_row(const QString& name, QWidget* field, const QString& explanation) {
    auto* box = new QWidget(column_->parentWidget());
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    auto* label = new QLabel(name, box);
    label->setBuddy(field);
    auto* why = muted_label(explanation, box);
    why->setWordWrap(true);
    words->addWidget(label);
    words->addWidget(why);
    words->addStretch(1);
    row->addLayout(words, 3);
    row->addWidget(field, 4, Qt::AlignTop);
    column_->addWidget(box);
    rows_.push_back(
        {box, name + ' ' + explanation + ' ' + static_cast<QLabel*>(groups_.back())->text(), static_cast<int>(groups_.size()) - 1});
}

void SettingsPage::make_appearance() {
    begin_group(tr("Appearance"));
    theme_choice_ = new QComboBox(this);
    theme_choice_->addItem(tr("As the desktop"), static_cast<int>(ThemeChoice::system));
    theme_choice_->addItem(tr("Light"), static_cast<int>(ThemeChoice::light));
    theme_choice_->addItem(tr("Dark"), static_cast<int>(ThemeChoice::dark));
    describe(theme_choice_, tr("Theme"), tr("Light or dark, or as the desktop is set."));
    ignore_wheel(theme_choice_);
    theme_choice_->setCurrentIndex(theme_choice_->findData(static_cast<int>(theme_.choice())));
    connect(theme_choice_, &QComboBox::activated, this,
            [this](int i) { emit theme_chosen(static_cast<ThemeChoice>(theme_choice_->itemData(i).toInt())); });
    add_row(tr("Theme"), theme_choice_, tr("Light or dark, or as the desktop is set."));
    auto* scale = new QComboBox(this);
    for (const int percent : ui_scales) scale->addItem(tr("%1 %").arg(percent), percent);
    scale->setCurrentIndex(scale->findData(ui_scale(QSettings())));
    const QString scale_words = tr("How large text and controls are; holds from the next start of the program.");
    describe(scale, tr("Size of the window's text"), scale_words);
    ignore_wheel(scale);
    connect(scale, &QComboBox::activated, this, [scale](int i) { QSettings().setValue("scale", scale->itemData(i)); });
    add_row(tr("Size of the window's text"), scale, scale_words);
    auto* language = new QComboBox(this);
    language->addItem(QStringLiteral("English"), QString());
    for (const QString& code : translations()) language->addItem(QLocale(code).nativeLanguageName(), code);
    language->setCurrentIndex(std::max(0, language->findData(QSettings().value("language").toString())));
    describe(language, tr("Language"), tr("Holds from the next start of the program; what is not translated yet stays English."));
    ignore_wheel(language);
    connect(language, &QComboBox::activated, this, [language](int i) { QSettings().setValue("language", language->itemData(i)); });
    add_row(tr("Language"), language, tr("Holds from the next start of the program; what is not translated yet stays English."));
    auto* notify = new QCheckBox(tr("When long work ends"), this);
    notify->setChecked(QSettings().value("notify/when_done", true).toBool());
    describe(notify, tr("Notify when long work ends"),
             tr("A notice of the desktop when work of over ten seconds ends and another window is in front."));
    connect(notify, &QCheckBox::toggled, this, [](bool on) { QSettings().setValue("notify/when_done", on); });
    add_row(tr("Notifications"), notify, tr("A notice of the desktop when work of over ten seconds ends and another window is in front."));
    auto* sound = new QCheckBox(tr("When long work ends"), this);
    sound->setChecked(QSettings().value("notify/sound", false).toBool());
    const QString sound_words =
        tr("The desktop's sound for what is done, with the notice or without it; never in a screencast (Queue menu).");
    describe(sound, tr("Sound when long work ends"), sound_words);
    connect(sound, &QCheckBox::toggled, this, [](bool on) { QSettings().setValue("notify/sound", on); });
    add_row(tr("Sound"), sound, sound_words);
}

void SettingsPage::make_pictures() {
    begin_group(tr("Pictures"));
    auto* place = new QWidget(this);
    auto* row = new QHBoxLayout(place);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    output_ = new ElidedLabel(place);
    auto* choose = new QPushButton(tr("Choose…"), place);
    describe(choose, tr("Choose the output folder"), explain(Term::output));
    row->addWidget(output_, 1);
    row->addWidget(choose);
    connect(choose, &QPushButton::clicked, this, &SettingsPage::output_folder_wanted);
    add_row(term_name(Term::output), place, explain(Term::output));

    auto* names = new QWidget(this);
    auto* column = column_in(names, 4);
    pattern_ = new QLineEdit(names);
    pattern_->setPlaceholderText(QString::fromLatin1(default_name_pattern));
    describe(pattern_, term_name(Term::name_pattern), explain(Term::name_pattern));
    pattern_note_ = new QLabel(names);
    pattern_note_->setWordWrap(true);
    pattern_note_->setTextFormat(Qt::PlainText);
    column->addWidget(pattern_);
    column->addWidget(pattern_note_);
    // A pattern that cannot be used is shown, not taken.
    connect(pattern_, &QLineEdit::textEdited, this, [this](const QString& text) {
        if (check_name_pattern(text.toStdString()))
            document_.change(tr("file names"), [&](Request& r) { r.output_name = text.toStdString(); });
        show_pattern();
    });
    add_row(term_name(Term::name_pattern), names, explain(Term::name_pattern));
}

void SettingsPage::make_models() {
    begin_group(tr("Models"));
    auto* box = new QWidget(this);
    auto* column = column_in(box, 4);
    folders_ = new QVBoxLayout;
    folders_->setSpacing(4);
    auto* add = new QPushButton(tr("Add a folder…"), box);
    describe(add, tr("Add a model folder"), tr("A folder of models, or that of A1111 or ComfyUI; nothing in it is changed."));
    column->addLayout(folders_);
    column->addWidget(add, 0, Qt::AlignLeft);
    connect(add, &QPushButton::clicked, this, &SettingsPage::model_folder_wanted);
    add_row(tr("Model folders"), box, tr("Looked through for models, besides the program's own folder and the Hugging Face cache."));
}

void SettingsPage::make_performance() {
    begin_group(tr("Performance"));
    device_ = new QComboBox(this);
    describe(device_, term_name(Term::device), explain(Term::device));
    ignore_wheel(device_);
    connect(device_, &QComboBox::activated, this, [this](int i) {
        document_.change(tr("device"), [&](Request& r) { r.device = device_->itemData(i).toString().toStdString(); });
    });
    add_row(term_name(Term::device), device_, explain(Term::device));

    auto* box = new QWidget(this);
    queue_devices_ = column_in(box, 4);
    add_row(tr("Devices of the queue"), box, tr("Which devices take jobs; a change holds from the next start of the program."));

    threads_ = new QSpinBox(this);
    threads_->setRange(0, 1024);
    threads_->setSpecialValueText(tr("All cores"));
    threads_->setAlignment(Qt::AlignRight);
    describe(threads_, term_name(Term::threads), explain(Term::threads));
    ignore_wheel(threads_);
    connect(threads_, &QSpinBox::valueChanged, this,
            [this](int n) { document_.change(tr("threads"), [=](Request& r) { r.threads = n; }); });
    add_row(term_name(Term::threads), threads_, explain(Term::threads));

    budget_ = new QDoubleSpinBox(this);
    budget_->setRange(0, 4096);
    budget_->setDecimals(1);
    budget_->setSingleStep(0.5);
    budget_->setSuffix(tr(" GiB"));
    budget_->setSpecialValueText(tr("What is free"));
    budget_->setAlignment(Qt::AlignRight);
    describe(budget_, term_name(Term::memory_budget), explain(Term::memory_budget));
    ignore_wheel(budget_);
    connect(budget_, &QDoubleSpinBox::valueChanged, this, [this](double amount) {
        document_.change(tr("memory budget"), [=](Request& r) { r.memory_budget = static_cast<int64_t>(amount * gib); });
    });
    add_row(term_name(Term::memory_budget), budget_, explain(Term::memory_budget));
    show_devices();
}

void SettingsPage::add_folder_row(const QString& name, ElidedLabel* label, const QString& folder, const QString& open_name,
                                  const QString& explanation) {
    auto* box = new QWidget(this);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto* open = new QPushButton(tr("Open"), box);
    describe(open, open_name, tr("Shows it in the file manager."));
    row->addWidget(label, 1);
    row->addWidget(open);
    connect(open, &QPushButton::clicked, this, [folder] {
        QDir().mkpath(folder);
        QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
    });
    add_row(name, box, explanation);
}

void SettingsPage::make_data() {
    begin_group(tr("Data"));
    const QString folder = text_of(data_dir().string());
    auto* label = new ElidedLabel(this);
    label->setText(QDir::toNativeSeparators(folder));
    add_folder_row(tr("Data folder"), label, folder, tr("Open the data folder"),
                   tr("Queue, gallery index, fetched models, saved prompts and your own styles; IMAGELAB_DATA or --data chooses another."));
    tag_lists_ = new ElidedLabel(this);
    add_folder_row(
        tr("Tag lists"), tag_lists_, text_of(completion_.tag_folder().string()), tr("Open the folder of tag lists"),
        tr("Complete what is typed into a prompt: CSV files as A1111's tag completion has them (danbooru, e621), or a tag a line."));
    connect(&completion_, &CompletionFiles::changed, this, &SettingsPage::show_tag_lists);
    completion_.refresh();
    show_tag_lists();
}

void SettingsPage::show_tag_lists() {
    const QString tags = QLocale().toString(static_cast<qulonglong>(completion_.tags()->size()));
    tag_lists_->setText(completion_.tag_files() == 0 ? tr("None yet: put a file into the folder.")
                                                     : tr("Files: %1 · tags: %2").arg(completion_.tag_files()).arg(tags));
}

void SettingsPage::set_devices(const std::vector<DeviceInfo>& devices) {
    const bool same = std::equal(devices.begin(), devices.end(), devices_.begin(), devices_.end(),
                                 [](const DeviceInfo& a, const DeviceInfo& b) { return a.id == b.id && a.name == b.name; });
    devices_ = devices;
    if (!same) show_devices();
}

void SettingsPage::show_devices() {
    const QSignalBlocker quiet(device_);
    device_->clear();
    device_->addItem(tr("Automatic"), "auto");
    for (const DeviceInfo& info : devices_) device_->addItem(tr("%1 (%2)").arg(text_of(info.name), text_of(info.id)), text_of(info.id));
    device_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    const QString chosen = text_of(document_.request().device);
    if (device_->findData(chosen) < 0) device_->addItem(tr("%1 (missing)").arg(chosen), chosen);
    device_->setCurrentIndex(device_->findData(chosen));

    clear_layout(queue_devices_);
    const QStringList used = QSettings().value("devices/use").toStringList();
    if (devices_.empty()) queue_devices_->addWidget(muted_label(tr("Devices are listed once the first price is known."), this));
    for (const DeviceInfo& info : devices_) {
        const QString id = text_of(info.id);
        auto* box = new QCheckBox(text_of(info.name), this);
        box->setChecked(used.isEmpty() || used.contains(id));
        describe(box, tr("Use %1").arg(text_of(info.name)), tr("Takes jobs from the queue; holds from the next start of the program."));
        queue_devices_->addWidget(box);
        connect(box, &QCheckBox::clicked, this, [this, box, id](bool on) {
            QStringList now = QSettings().value("devices/use").toStringList();
            if (now.isEmpty())
                for (const DeviceInfo& each : devices_) now << text_of(each.id);
            now.removeAll(id);
            if (on) now << id;
            if (now.isEmpty()) {  // one must be left
                box->setChecked(true);
                return;
            }
            QSettings().setValue("devices/use", now.size() == static_cast<qsizetype>(devices_.size()) ? QStringList() : now);
        });
    }
}

void SettingsPage::show_request() {
    const Request& r = document_.request();
    const QSignalBlocker quiet_threads(threads_), quiet_budget(budget_), quiet_device(device_);
    output_->setText(QDir::toNativeSeparators(r.output.empty() ? QStringLiteral("./output_images") : text_of(r.output)));
    if (!pattern_->hasFocus() && pattern_->text() != text_of(r.output_name)) pattern_->setText(text_of(r.output_name));
    threads_->setValue(r.threads);
    budget_->setValue(static_cast<double>(r.memory_budget) / gib);
    if (device_->findData(text_of(r.device)) >= 0) device_->setCurrentIndex(device_->findData(text_of(r.device)));
    show_pattern();
}

void SettingsPage::show_pattern() {
    const std::string typed = pattern_->text().toStdString();
    if (const auto usable = check_name_pattern(typed); !usable) {
        pattern_note_->setForegroundRole(danger_role);
        return pattern_note_->setText(text_of(usable.error()));
    }
    Request sample = document_.request();
    if (sample.prompt.empty()) sample.prompt = tr("a red apple").toStdString();
    if (sample.seed.is_open()) sample.seed = 1234;
    if (sample.width == 0) sample.width = sample.height = 1024;
    sample.output_name = typed;
    sample.output.clear();
    const auto path = picture_path(sample, 0, std::time(nullptr));
    pattern_note_->setForegroundRole(QPalette::PlaceholderText);
    pattern_note_->setText(path ? tr("For example: %1").arg(text_of(path->filename().string())) : QString());
}

void SettingsPage::show_folders() {
    clear_layout(folders_);
    const QStringList added = library_.added();
    if (added.isEmpty()) folders_->addWidget(muted_label(tr("No folder was added yet."), this));
    for (const QString& folder : added) {
        auto* line = new QWidget(this);
        auto* row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(8);
        auto* name = new ElidedLabel(line);
        name->setText(QDir::toNativeSeparators(folder));
        auto* remove =
            icon_button("close", tr("Remove %1").arg(folder), tr("Its models leave the list; nothing on disk is changed."), line);
        row->addWidget(name, 1);
        row->addWidget(remove);
        folders_->addWidget(line);
        connect(remove, &QToolButton::clicked, this, [this, folder] { library_.remove_folder(folder); });
    }
}

void SettingsPage::filter(const QString& typed) {
    const QStringList words = typed.simplified().split(' ', Qt::SkipEmptyParts);
    std::vector<bool> any(groups_.size());
    for (const Row& row : rows_) {
        const bool shown =
            std::all_of(words.begin(), words.end(), [&](const QString& w) { return row.words.contains(w, Qt::CaseInsensitive); });
        row.widget->setVisible(shown);
        if (shown) any[static_cast<size_t>(row.group)] = true;
    }
    for (size_t i = 0; i < groups_.size(); ++i) groups_[i]->setVisible(any[i]);
    nothing_->setVisible(shown_rows() == 0);
}

int SettingsPage::shown_rows() const {
    return static_cast<int>(std::count_if(rows_.begin(), rows_.end(), [](const Row& row) { return !row.widget->isHidden(); }));
}

}  // namespace imagelab
