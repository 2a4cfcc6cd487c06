#include "ui/request/negative_section.h"

#include <QCheckBox>
#include <QLabel>
#include <QVBoxLayout>

#include "core/samplers/guidance.h"
#include "ui/look/glossary.h"
#include "ui/look/theme.h"
#include "ui/models/request_document.h"
#include "ui/request/prompt_edit.h"
#include "ui/widgets/controls.h"

namespace imagelab {

NegativeSection::NegativeSection(RequestDocument& document, QWidget* parent)
    : QWidget(parent), document_(document), text_(new PromptEdit(2, 6, this)) {
    text_->setPlaceholderText(tr("blurry, text, watermark"));
    describe(text_, term_name(Term::negative_prompt), explain(Term::negative_prompt));
    even_empty_ = new QCheckBox(tr("Use it even when empty"), this);
    describe(even_empty_, even_empty_->text(),
             tr("Off: no negative prompt, as the model was trained. On: an empty text is read, which gives a slightly different picture."));
    unused_ = new QLabel(tr("Not used: guidance is 1. Raise it above 1 for a negative prompt to count."), this);
    unused_->setWordWrap(true);
    unused_->setForegroundRole(warning_role);
    auto* column = column_in(this);
    column->addWidget(text_);
    column->addWidget(even_empty_);
    column->addWidget(unused_);
    connect(text_, &PromptEdit::edited, this, &NegativeSection::edit);
    connect(even_empty_, &QCheckBox::clicked, this, &NegativeSection::edit);
    connect(&document_, &RequestDocument::changed, this, &NegativeSection::show_request);
    show_request();
}

void NegativeSection::edit() {
    document_.change(tr("negative prompt"), [this](Request& r) {
        const std::string text = text_->toPlainText().toStdString();
        r.negative_prompt.reset();
        if (!text.empty() || even_empty_->isChecked()) r.negative_prompt = text;
    });
}

void NegativeSection::show_request() {
    const Request& r = document_.request();
    const bool any = r.negative_prompt && !r.negative_prompt->empty();
    text_->set_text(QString::fromStdString(r.negative_prompt.value_or("")));
    even_empty_->setVisible(!any);
    even_empty_->setChecked(r.negative_prompt && !any);
    const bool used = guided(r.guidance);
    text_->setEnabled(used);
    even_empty_->setEnabled(used);
    unused_->setVisible(!used);
}

QString NegativeSection::summary() const {
    const Request& r = document_.request();
    if (!r.negative_prompt) return tr("none");
    return r.negative_prompt->empty() ? tr("empty text") : QString::fromStdString(*r.negative_prompt).simplified();
}

}  // namespace imagelab
