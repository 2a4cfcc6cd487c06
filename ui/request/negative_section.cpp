#include "ui/request/negative_section.h"

#include <QLabel>
#include <QVBoxLayout>

#include "core/samplers/sampler_info.h"
#include "ui/look/glossary.h"
#include "ui/look/theme.h"
#include "ui/models/request_document.h"
#include "ui/request/prompt_edit.h"
#include "ui/request/unread_marks.h"
#include "ui/widgets/controls.h"

namespace imagelab {

NegativeSection::NegativeSection(RequestDocument& document, ModelReader& reader, const ProfileModel& profiles, QWidget* parent)
    : QWidget(parent),
      document_(document),
      text_(new PromptEdit(2, 6, this)),
      name_(muted_label(term_name(Term::negative_prompt), this)),
      cut_(new QLabel(this)) {
    text_->setPlaceholderText(tr("blurry, text, watermark"));
    describe(text_, term_name(Term::negative_prompt), explain(Term::negative_prompt));
    name_->setWordWrap(true);
    name_->setToolTip(text_->toolTip());
    auto* column = column_in(this, 2);
    column->addWidget(name_);
    column->addWidget(text_);
    column->addWidget(cut_);
    cut_->setWordWrap(true);
    cut_->setTextFormat(Qt::PlainText);
    cut_->setForegroundRole(warning_role);
    cut_->hide();
    connect(new UnreadMarks(UnreadMarks::Of::negative_prompt, *text_, document, reader, profiles), &UnreadMarks::measured, this,
            &NegativeSection::show_length);
    connect(text_, &PromptEdit::edited, this, [this](const QString& text) {
        document_.change(tr("negative prompt"), [&](Request& r) {
            r.negative_prompt.reset();
            if (!text.isEmpty()) r.negative_prompt = text.toStdString();
        });
    });
    connect(&document_, &RequestDocument::changed, this, &NegativeSection::show_request);
    show_request();
}

void NegativeSection::show_length(const PromptLength& length, qsizetype unread) {
    cut_->setText(cut_text(length, unread));
    cut_->setVisible(!cut_->text().isEmpty());
}

void NegativeSection::show_request() {
    const Request& r = document_.request();
    text_->set_text(QString::fromStdString(r.negative_prompt.value_or("")));
    const bool used = runs_unguided(sampler_info(r.sampler), r.guidance);
    text_->setEnabled(used);
    name_->setText(used ? term_name(Term::negative_prompt) : tr("The negative prompt counts only with a guidance above 1."));
    name_->setForegroundRole(used ? QPalette::PlaceholderText : warning_role);
}

}  // namespace imagelab
