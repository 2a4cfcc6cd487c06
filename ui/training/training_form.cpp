#include "ui/training/training_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <algorithm>

#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/section.h"

namespace imagelab {
namespace {

void choose_data(QComboBox* list, const QString& data) {
    list->setCurrentIndex(std::max(0, list->findData(data)));
}

QGridLayout* form_grid(QWidget* parent) {
    auto* grid = new QGridLayout(parent);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(1, 1);
    return grid;
}

}  // namespace

QComboBox* TrainingForm::list(const std::vector<std::pair<QString, QString>>& entries) {
    auto* made = new QComboBox(this);
    for (const auto& [name, data] : entries) made->addItem(name, data);
    made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    made->setMinimumContentsLength(10);
    ignore_wheel(made);
    connect(made, &QComboBox::currentIndexChanged, this, &TrainingForm::changed);
    return made;
}

QSpinBox* TrainingForm::whole(int least, int most, int value, const QString& special) {
    auto* made = new QSpinBox(this);
    made->setRange(least, most);
    made->setValue(value);
    made->setSpecialValueText(special);
    made->setStepType(QSpinBox::AdaptiveDecimalStepType);
    ignore_wheel(made);
    connect(made, &QSpinBox::valueChanged, this, &TrainingForm::changed);
    return made;
}

QDoubleSpinBox* TrainingForm::number(double least, double most, double value, int decimals, double step, const QString& special) {
    auto* made = new QDoubleSpinBox(this);
    made->setDecimals(decimals);
    made->setRange(least, most);
    made->setSingleStep(step);
    made->setValue(value);
    made->setSpecialValueText(special);
    ignore_wheel(made);
    connect(made, &QDoubleSpinBox::valueChanged, this, &TrainingForm::changed);
    return made;
}

void TrainingForm::add(QGridLayout* grid, const std::string& field, const QString& label, QWidget* control, const QString& name,
                       const QString& explanation) {
    describe(control, name, explanation);
    const int row = grid->rowCount();
    grid->addWidget(field_label(label, control, grid->parentWidget()), row, 0);
    grid->addWidget(control, row, 1);
    auto* problem = new QLabel(grid->parentWidget());
    problem->setWordWrap(true);
    problem->setForegroundRole(danger_role);
    problem->setAccessibleName(tr("What is wrong with %1").arg(name));
    problem->hide();
    grid->addWidget(problem, row + 1, 1);
    problems_[field] = problem;
}

TrainingForm::TrainingForm(QWidget* parent)
    : QWidget(parent),
      folder_(new QLineEdit(this)),
      name_(new QLineEdit(this)),
      sample_prompt_(new QLineEdit(this)),
      seed_(new QLineEdit(this)),
      take_chosen_(new QPushButton(this)),
      pictures_(muted_label({}, this)),
      model_(list({{tr("Bundled model"), QString()}})),
      trained_(list({{tr("Attention (usual)"), "attention"}, {tr("Attention and what follows it (larger)"), "all"}})) {
    const TrainingDraft usual;
    auto* column = column_in(this, 10);
    auto* from = new QWidget(this);
    auto* from_grid = form_grid(from);
    auto* browse = icon_button("folder", tr("Choose the folder"), tr("Asks for the folder with the pictures."), from);
    auto* place = new QWidget(from);
    auto* place_row = new QHBoxLayout(place);
    place_row->setContentsMargins(0, 0, 0, 0);
    place_row->setSpacing(4);
    place_row->addWidget(folder_, 1);
    place_row->addWidget(browse);
    place->setFocusProxy(folder_);
    fit_placeholder(folder_, {tr("A folder of pictures"), tr("A folder")});
    add(from_grid, "images", tr("Pictures"), place, tr("Pictures"),
        tr("A folder of pictures to learn from; NAME.txt beside NAME.png says what it shows."));
    describe(folder_, tr("Folder of pictures"), tr("A folder of pictures to learn from; NAME.txt beside NAME.png says what it shows."));
    pictures_->setWordWrap(true);
    from_grid->addWidget(pictures_, from_grid->rowCount(), 1);
    from_grid->addWidget(take_chosen_, from_grid->rowCount(), 1);
    column->addWidget(from);
    auto* main = new QWidget(this);
    auto* grid = form_grid(main);
    add(grid, "name", tr("Name"), name_, tr("Name of the LoRA"), tr("Its file is called so; the request offers it under this name."));
    add(grid, "model", tr("Model"), model_, tr("Model"), tr("The SDXL model that learns; the LoRA is made for it and its relatives."));
    width_ = whole(0, 4096, 0, tr("the model's"));
    height_ = whole(0, 4096, 0, tr("the model's"));
    width_->setStepType(QSpinBox::DefaultStepType);
    height_->setStepType(QSpinBox::DefaultStepType);
    width_->setSingleStep(64);
    height_->setSingleStep(64);
    add(grid, "width", tr("Width"), width_, tr("Width"),
        tr("Pictures are scaled and cropped to this; smaller is faster and takes less memory."));
    add(grid, "height", tr("Height"), height_, tr("Height"),
        tr("Pictures are scaled and cropped to this; smaller is faster and takes less memory."));
    steps_ = whole(1, 1'000'000, usual.steps);
    add(grid, "steps", tr("Steps"), steps_, tr("Steps"), tr("How often it learns from a picture. Too many, and it only repeats them."));
    rank_ = whole(1, 4096, usual.rank);
    rank_->setStepType(QSpinBox::DefaultStepType);
    add(grid, "rank", tr("Rank"), rank_, tr("Rank"), tr("How much the LoRA can hold: its file and its memory grow with it."));
    learning_rate_ = number(0, 1, usual.learning_rate, 6, 1e-5);
    learning_rate_->setStepType(QDoubleSpinBox::AdaptiveDecimalStepType);
    add(grid, "learning_rate", tr("Learning rate"), learning_rate_, tr("Learning rate"),
        tr("How far a step goes. Where the loss jumps, take a smaller one."));
    add(grid, "targets", tr("What learns"), trained_, tr("What learns"), tr("The layers that the LoRA changes."));
    sample_every_ = whole(0, 1'000'000, 0, tr("none"));
    sample_every_->setSuffix(tr(" steps apart"));
    add(grid, "sample_every", tr("Pictures"), sample_every_, tr("Pictures on the way"),
        tr("So often a picture is made with what is learnt so far; it comes into the gallery."));
    fit_placeholder(sample_prompt_, {tr("What they are to show"), tr("Prompt")});
    add(grid, "samples", tr("Of what"), sample_prompt_, tr("Prompt of the pictures on the way"),
        tr("Always the same prompt and seed, so that they can be compared."));
    column->addWidget(main);
    rest_ = new Section(tr("More"), make_rest(), false, this);
    column->addWidget(rest_);
    column->addStretch();
    set_chosen(0);

    connect(browse, &QToolButton::clicked, this, &TrainingForm::folder_wanted);
    connect(take_chosen_, &QPushButton::clicked, this, &TrainingForm::chosen_wanted);
    for (QLineEdit* field : {folder_, name_, sample_prompt_, seed_}) connect(field, &QLineEdit::textChanged, this, &TrainingForm::changed);
    connect(this, &TrainingForm::changed, this, &TrainingForm::show_summary);
    show_summary();
}

QWidget* TrainingForm::make_rest() {
    const TrainingDraft usual;
    auto* rest = new QWidget(this);
    auto* grid = form_grid(rest);
    network_ = list({{"LoRA", "lora"}, {"DoRA", "dora"}, {"LoHa", "loha"}, {"LoKr", "lokr"}});
    add(grid, "network", tr("Kind"), network_, tr("Kind of network"),
        tr("How the change of a layer is written. LoRA is read everywhere; DoRA learns closer to a full training and is slower."));
    text_encoders_ = new QCheckBox(tr("Both text encoders, too"), this);
    connect(text_encoders_, &QCheckBox::toggled, this, &TrainingForm::changed);
    add(grid, "text_encoders", tr("Text"), text_encoders_, tr("Train the text encoders"),
        tr("For words that the model does not know. Slower, because captions are read at every step."));
    alpha_ = number(0, 100'000, 0, 2, 1, tr("as the rank"));
    add(grid, "alpha", tr("Alpha"), alpha_, tr("Alpha"), tr("The change is alpha divided by rank; as the rank: it counts whole."));
    batch_ = whole(1, 64, usual.batch);
    batch_->setStepType(QSpinBox::DefaultStepType);
    add(grid, "batch_size", tr("Batch"), batch_, tr("Batch"), tr("Pictures a step: steadier, but slower and more memory."));
    optimizer_ = list(
        {{"AdamW", "adamw"}, {tr("AdamW in 8 bits"), "adamw8bit"}, {"Lion", "lion"}, {"Prodigy", "prodigy"}, {"Adafactor", "adafactor"}});
    add(grid, "optimizer", tr("Optimiser"), optimizer_, tr("Optimiser"),
        tr("How a step follows from the gradient. Prodigy finds the learning rate itself: give it 1; Lion wants a tenth of AdamW's."));
    schedule_ = list({{tr("Constant"), "constant"},
                      {tr("Cosine"), "cosine"},
                      {tr("Linear"), "linear"},
                      {tr("Cosine with restarts"), "cosine_with_restarts"},
                      {tr("Polynomial"), "polynomial"}});
    add(grid, "lr_schedule", tr("Schedule"), schedule_, tr("Schedule of the learning rate"),
        tr("How the learning rate falls towards the end."));
    warmup_ = whole(0, 1'000'000, 0);
    add(grid, "warmup_steps", tr("Warm-up"), warmup_, tr("Warm-up steps"), tr("Over so many steps the learning rate rises to its value."));
    fit_placeholder(seed_, {tr("drawn")});
    add(grid, "seed", tr("Seed"), seed_, tr("Seed of the training"), tr("The same seed and settings make the same LoRA, bit for bit."));
    save_every_ = whole(1, 1'000'000, usual.save_every);
    add(grid, "save_every", tr("Save every"), save_every_, tr("Steps between saved states"),
        tr("After a crash it goes on from the newest saved state; a pause saves one, too."));
    dropout_ = share_field({}, {}, this);
    connect(dropout_, &QDoubleSpinBox::valueChanged, this, &TrainingForm::changed);
    add(grid, "caption_dropout", tr("No caption"), dropout_, tr("Share without a caption"),
        tr("So many pictures are learnt without what is said of them."));
    flip_ = new QCheckBox(tr("Mirror half of them"), this);
    connect(flip_, &QCheckBox::toggled, this, &TrainingForm::changed);
    add(grid, "flip", tr("Mirror"), flip_, tr("Mirror half of the pictures"),
        tr("Half of the pictures are mirrored; not for text and faces."));
    noise_offset_ = number(0, 1, 0, 3, 0.01);
    add(grid, "noise_offset", tr("Noise offset"), noise_offset_, tr("Noise offset"),
        tr("A little helps with very dark and very bright pictures."));
    snr_gamma_ = number(0, 100, 0, 1, 0.5, tr("none"));
    add(grid, "snr_gamma", tr("Min-SNR"), snr_gamma_, tr("Min-SNR gamma"), tr("Weighs the noise levels evenly; 5 is usual."));
    clip_ = number(0, 1000, usual.clip, 2, 0.1, tr("none"));
    add(grid, "max_grad_norm", tr("Clip at"), clip_, tr("Longest gradient"), tr("A longer gradient is shortened to this."));
    mean_ = number(0, 0.9999, 0, 4, 0.001, tr("none"));
    add(grid, "ema_decay", tr("Mean"), mean_, tr("Weight of the mean"),
        tr("What is written is a mean over the last steps, which is calmer; 0.99 is over about a hundred."));
    held_out_ = share_field({}, {}, this);
    connect(held_out_, &QDoubleSpinBox::valueChanged, this, &TrainingForm::changed);
    add(grid, "validation_share", tr("Held out"), held_out_, tr("Share that is held out"),
        tr("So many pictures are not learnt; the loss on them tells when it only repeats the others."));
    measure_every_ = whole(1, 1'000'000, usual.measure_every);
    add(grid, "validation_every", tr("Measured every"), measure_every_, tr("Steps between measures"),
        tr("So often the loss on the pictures that are held out is measured."));
    patience_ = whole(0, 1000, 0, tr("never"));
    add(grid, "patience", tr("Stop after"), patience_, tr("Measures without progress"),
        tr("After so many measures in a row that were no lower it ends, and what was best is written."));
    dtype_ = list({{tr("The best"), "best"}, {"f32", "f32"}, {"bf16", "bf16"}});
    add(grid, "dtype", tr("Arithmetic"), dtype_, tr("Arithmetic"), tr("f32 is exact, bf16 takes half of the memory."));
    device_ = list({{tr("The fastest"), "auto"}});
    add(grid, "device", tr("Device"), device_, tr("Device"), tr("What it is trained on."));
    naming_ = list({{tr("A1111, ComfyUI"), "kohya"}, {"diffusers", "diffusers"}});
    add(grid, "naming", tr("Written for"), naming_, tr("Names in the file"), tr("Image Lab reads both."));
    return rest;
}

TrainingDraft TrainingForm::draft() const {
    TrainingDraft d;
    d.folder = folder_->text(), d.name = name_->text(), d.model = model_->currentData().toString();
    d.width = width_->value(), d.height = height_->value(), d.steps = steps_->value(), d.rank = rank_->value();
    d.learning_rate = learning_rate_->value();
    d.feed_forward = trained_->currentData() == "all";
    d.sample_prompt = sample_prompt_->text(), d.sample_every = sample_every_->value();
    d.alpha = alpha_->value(), d.batch = batch_->value(), d.schedule = schedule_->currentData().toString(), d.warmup = warmup_->value();
    d.network = network_->currentData().toString(), d.optimizer = optimizer_->currentData().toString();
    d.text_encoders = text_encoders_->isChecked(), d.mean = mean_->value(), d.held_out = held_out_->value();
    d.measure_every = measure_every_->value(), d.patience = patience_->value();
    d.seed = seed_->text(), d.save_every = save_every_->value(), d.dropout = dropout_->value(), d.flip = flip_->isChecked();
    d.noise_offset = noise_offset_->value(), d.snr_gamma = snr_gamma_->value(), d.clip = clip_->value();
    d.dtype = dtype_->currentData().toString(), d.device = device_->currentData().toString(), d.naming = naming_->currentData().toString();
    return d;
}

void TrainingForm::set_draft(const TrainingDraft& d) {
    {
        const QSignalBlocker quiet(this);
        folder_->setText(d.folder);
        name_->setText(d.name);
        if (model_->findData(d.model) < 0) model_->addItem(model_text(d.model.toStdString()), d.model);
        choose_data(model_, d.model);
        width_->setValue(d.width);
        height_->setValue(d.height);
        steps_->setValue(d.steps);
        rank_->setValue(d.rank);
        learning_rate_->setValue(d.learning_rate);
        choose_data(trained_, d.feed_forward ? "all" : "attention");
        sample_prompt_->setText(d.sample_prompt);
        sample_every_->setValue(d.sample_every);
        alpha_->setValue(d.alpha);
        batch_->setValue(d.batch);
        choose_data(schedule_, d.schedule);
        warmup_->setValue(d.warmup);
        choose_data(network_, d.network);
        choose_data(optimizer_, d.optimizer);
        text_encoders_->setChecked(d.text_encoders);
        mean_->setValue(d.mean);
        held_out_->setValue(d.held_out);
        measure_every_->setValue(d.measure_every);
        patience_->setValue(d.patience);
        seed_->setText(d.seed);
        save_every_->setValue(d.save_every);
        dropout_->setValue(d.dropout);
        flip_->setChecked(d.flip);
        noise_offset_->setValue(d.noise_offset);
        snr_gamma_->setValue(d.snr_gamma);
        clip_->setValue(d.clip);
        choose_data(dtype_, d.dtype);
        choose_data(device_, d.device);
        choose_data(naming_, d.naming);
    }
    emit changed();
}

void TrainingForm::set_folder(const QString& folder) {
    folder_->setText(folder);
}

void TrainingForm::set_models(const std::vector<std::pair<QString, QString>>& models) {
    const QString chosen = model_->currentData().toString();
    const QSignalBlocker quiet(model_);
    model_->clear();
    model_->addItem(tr("Bundled model"), QString());
    for (const auto& [name, path] : models) model_->addItem(name, path);
    choose_data(model_, chosen);
}

void TrainingForm::set_devices(const std::vector<std::pair<QString, QString>>& devices) {
    const QString chosen = device_->currentData().toString();
    const QSignalBlocker quiet(device_);
    device_->clear();
    device_->addItem(tr("The fastest"), "auto");
    for (const auto& [name, id] : devices) device_->addItem(name, id);
    choose_data(device_, chosen);
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
    const auto found = problems_.find(field);
    return found == problems_.end() ? nullptr : found->second;
}

void TrainingForm::show_problem(const std::string& field, const QString& text) {
    clear_problems();
    QLabel* label = problem(field);
    if (!label) return;
    label->setText(text);
    label->show();
    if (rest_->isAncestorOf(label)) rest_->set_open(true);
}

void TrainingForm::clear_problems() {
    for (const auto& [field, label] : problems_) label->hide();
}

// What of the folded part is not as usual.
void TrainingForm::show_summary() {
    const TrainingDraft d = draft(), usual;
    QStringList parts;
    if (d.network != usual.network) parts << network_->currentText();
    if (d.text_encoders) parts << tr("text encoders");
    if (d.batch != usual.batch) parts << tr("batch %1").arg(d.batch);
    if (d.optimizer != usual.optimizer) parts << optimizer_->currentText();
    if (d.schedule != usual.schedule) parts << schedule_->currentText();
    if (!d.seed.isEmpty()) parts << tr("seed %1").arg(d.seed);
    if (d.snr_gamma != usual.snr_gamma) parts << tr("Min-SNR %1").arg(number_text(d.snr_gamma));
    if (d.dtype != usual.dtype) parts << d.dtype;
    if (d.device != usual.device) parts << device_->currentText();
    rest_->set_summary(parts.join(QStringLiteral(", ")));
    sample_prompt_->setEnabled(d.sample_every > 0);
    measure_every_->setEnabled(d.held_out > 0);
    patience_->setEnabled(d.held_out > 0);
}

}  // namespace imagelab
