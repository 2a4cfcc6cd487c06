#include "ui/request/model_section.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include "ui/look/glossary.h"
#include "ui/look/theme.h"
#include "ui/look/wording.h"
#include "ui/models/library_model.h"
#include "ui/models/request_document.h"
#include "ui/request/model_picker.h"
#include "ui/request/parts_box.h"
#include "ui/request/refiner_control.h"
#include "ui/request/suite_control.h"
#include "ui/widgets/controls.h"

namespace imagelab {

ModelSection::ModelSection(RequestDocument& document, ModelReader& reader, LibraryModel& library, SuiteModel& suites, QWidget* parent)
    : QWidget(parent),
      document_(document),
      reader_(reader),
      library_(library),
      model_(new ModelPicker(ModelPicker::Shows::models, library, this)),
      vae_(new ModelPicker(ModelPicker::Shows::vaes, library, this)),
      detail_(new QLabel(this)),
      refiner_(new RefinerControl(document, library, this)),
      parts_(new PartsBox(document, this)),
      suite_(new SuiteControl(document, suites, this)) {
    manage_ = icon_button("models", tr("Models and downloads"), tr("Shows the models of this machine and fetches new ones."), this);
    detail_->setWordWrap(true);
    detail_->setTextFormat(Qt::PlainText);
    detail_->setForegroundRole(danger_role);
    auto* column = column_in(this, 4);
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(model_, 3);
    row->addWidget(vae_, 2);
    row->addWidget(manage_);
    column->addLayout(row);
    column->addWidget(detail_);
    open_parts_ = icon_button("sliders", term_name(Term::parts), explain(Term::parts), this);
    open_parts_->setCheckable(true);
    auto* more = new QHBoxLayout;
    more->setSpacing(4);
    more->addWidget(refiner_, 1);
    more->addWidget(open_parts_, 0, Qt::AlignTop);
    column->addLayout(more);
    column->addWidget(suite_);
    column->addWidget(parts_);
    parts_->setVisible(false);

    connect(open_parts_, &QToolButton::toggled, this, [this](bool open) {
        parts_->setVisible(open);
        show_suite();
    });
    connect(suite_, &SuiteControl::needed_changed, this, &ModelSection::show_suite);
    connect(refiner_, &RefinerControl::file_wanted, this,
            [this](bool folder) { emit part_wanted(QStringLiteral("model.refiner"), folder); });
    connect(parts_, &PartsBox::file_wanted, this, &ModelSection::part_wanted);
    connect(model_, &ModelPicker::chosen, this,
            [this](const QString& path) { document_.change(tr("model"), [&](Request& r) { r.model = path.toStdString(); }); });
    connect(vae_, &ModelPicker::chosen, this,
            [this](const QString& path) { document_.change(tr("VAE"), [&](Request& r) { r.vae = path.toStdString(); }); });
    connect(model_, &ModelPicker::file_wanted, this, &ModelSection::file_wanted);
    connect(model_, &ModelPicker::folder_wanted, this, &ModelSection::folder_wanted);
    connect(vae_, &ModelPicker::file_wanted, this, &ModelSection::vae_file_wanted);
    connect(manage_, &QToolButton::clicked, this, &ModelSection::library_wanted);
    connect(&document_, &RequestDocument::changed, this, &ModelSection::show_request);
    connect(&reader_, &ModelReader::changed, this, &ModelSection::show_request);
    connect(&library_, &LibraryModel::changed, this, &ModelSection::show_request);
    show_request();
}

void ModelSection::show_parts() {
    open_parts_->setChecked(true);
}

// One line more only where it is of use.
void ModelSection::show_suite() {
    suite_->setVisible(open_parts_->isChecked() || suite_->is_needed());
}

void ModelSection::show_request() {
    show_suite();
    if (parts_->in_use()) show_parts();  // what is set is seen
    const Request& r = document_.request();
    model_->set_model(QString::fromStdString(r.model));
    vae_->set_model(QString::fromStdString(r.vae));
    const QString detail = detail_text();
    model_->setToolTip(QStringLiteral("<p>%1</p><p>%2</p>").arg(explain(Term::model).toHtmlEscaped(), detail.toHtmlEscaped()));
    model_->setAccessibleDescription(explain(Term::model) + ' ' + detail);
    detail_->setText(has_problem() ? detail : QString());
    detail_->setVisible(has_problem());
}

bool ModelSection::has_problem() const {
    const auto facts = reader_.facts();
    return facts && facts->are_of(document_.request()) && !facts->problem.isEmpty();
}

QString ModelSection::detail_text() const {
    const Request& r = document_.request();
    const auto facts = reader_.facts();
    const bool read = facts && facts->are_of(r);
    if (read && !facts->problem.isEmpty()) return facts->problem;
    if (const ModelFile* file = library_.find(QString::fromStdString(r.model)); file && !r.model.empty()) return model_detail_text(*file);
    if (!read) return tr("Reading the model…");
    return tr("%1 · draws best at %2").arg(model_kind_text(std::string(facts->family->name)), size_text(facts->own_side, facts->own_side));
}

}  // namespace imagelab
