#include "ui/request/prompt_section.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QTextDocumentFragment>
#include <QToolButton>

#include "ui/look/glossary.h"
#include "ui/look/theme.h"
#include "ui/models/example_prompts.h"
#include "ui/models/profile_model.h"
#include "ui/models/request_document.h"
#include "ui/request/prompt_edit.h"
#include "ui/request/saved_prompts_popup.h"
#include "ui/request/unread_marks.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

bool says_template(const std::string& prompt) {
    return prompt.find_first_of("{}") != std::string::npos || prompt.find("__") != std::string::npos;
}

}  // namespace

PromptSection::PromptSection(RequestDocument& document, ModelReader& reader, const ProfileModel& profiles, SavedPrompts& saved,
                             QWidget* parent)
    : QWidget(parent),
      document_(document),
      reader_(reader),
      edit_(new PromptEdit(6, 14, this)),
      saved_(new SavedPromptsPopup(saved, document, this)) {
    edit_->setPlaceholderText(tr("Prompt: what the picture shows, for example %1").arg(example_prompts().front()));
    describe(edit_, term_name(Term::prompt), explain(Term::prompt));
    length_ = muted_label({}, this);
    weights_ = new QCheckBox(tr("Weights"), this);
    describe(weights_, tr("Weigh words in brackets"), explain(Term::weight));
    dynamic_ = new QCheckBox(tr("Draw"), this);
    describe(dynamic_, tr("Draw words anew"),
             tr("{red|green} becomes one of its words and __name__ a line of that wildcard, drawn from the seed of each run. "
                "The picture keeps the words that were drawn, and what from."));
    saved_button_ = icon_button("bookmark", tr("Saved prompts"), tr("Saves this prompt under a name, or brings a saved one."), this);
    cut_ = new QLabel(this);
    cut_->setWordWrap(true);
    cut_->setTextFormat(Qt::PlainText);
    cut_->setForegroundRole(warning_role);
    cut_->hide();

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(edit_);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(length_);
    row->addStretch(1);
    row->addWidget(dynamic_);
    row->addWidget(weights_);
    row->addWidget(saved_button_);
    column->addLayout(row);
    column->addWidget(cut_);

    connect(edit_, &PromptEdit::edited, this,
            [this](const QString& text) { document_.change(tr("prompt"), [&](Request& r) { r.prompt = text.toStdString(); }); });
    connect(weights_, &QCheckBox::clicked, this,
            [this](bool on) { document_.change(tr("weighing of words"), [&](Request& r) { r.prompt_weights = on; }); });
    connect(dynamic_, &QCheckBox::clicked, this,
            [this](bool on) { document_.change(tr("drawing of words"), [&](Request& r) { r.dynamic_prompts = on; }); });
    connect(saved_button_, &QToolButton::clicked, this, [this] { show_saved(); });
    connect(edit_, &PromptEdit::part_wanted, this, [this](const QString& words) { show_saved(words); });
    connect(saved_, &SavedPromptsPopup::part_chosen, edit_, &PromptEdit::insert_part);
    connect(&document_, &RequestDocument::changed, this, &PromptSection::show_request);
    connect(&reader_, &ModelReader::changed, this, &PromptSection::show_request);
    connect(new UnreadMarks(UnreadMarks::Of::prompt, *edit_, document, reader, profiles), &UnreadMarks::measured, this,
            &PromptSection::show_length);
    show_request();
}

void PromptSection::show_saved() {
    show_saved(edit_->textCursor().selection().toPlainText());
}

void PromptSection::show_saved(const QString& selected) {
    saved_->open_at(saved_button_, selected);
}

void PromptSection::show_request() {
    const Request& r = document_.request();
    edit_->set_text(QString::fromStdString(r.prompt));
    // Only where it changes anything, or is off.
    const bool brackets = r.prompt.find_first_of("()[]\\") != std::string::npos ||
                          (r.negative_prompt && r.negative_prompt->find_first_of("()[]\\") != std::string::npos);
    weights_->setVisible(brackets || !r.prompt_weights);
    weights_->setChecked(r.prompt_weights);
    dynamic_->setVisible(r.dynamic_prompts || says_template(r.prompt) || says_template(r.negative_prompt.value_or("")));
    dynamic_->setChecked(r.dynamic_prompts);
    const auto facts = reader_.facts();
    const bool weighs = !facts || facts->reader.weighs;
    weights_->setEnabled(weighs);
    describe(weights_, tr("Weigh words in brackets"),
             weighs ? explain(Term::weight) : tr("This model reads brackets as they are written and weighs no words."));
}

void PromptSection::show_length(const PromptLength& length, qsizetype unread_words) {
    const bool styled = !document_.request().style.profiles.empty();
    QString used = QString::number(length.used);
    QStringList chunks;
    for (const int tokens : length.chunks) chunks << QString::number(tokens);
    if (chunks.size() > 1) used = tr("%1 + %2").arg(length.used - length.chunks.back()).arg(length.chunks.back());
    const bool with_styles = styled && chunks.size() < 2;  // there is no room for it beside several numbers; the tooltip says it
    if (length.used > 0)
        length_->setText((with_styles ? tr("%1 of %2 tokens with styles") : tr("%1 of %2 tokens")).arg(used).arg(length.limit));
    else
        length_->setText(document_.request().prompt.empty() ? tr("Room for %1 tokens").arg(length.limit) : QString());
    const QString sum = chunks.size() > 1 ? tr("Chunks that the model reads one behind the other: %1.").arg(chunks.join(" + ")) : QString();
    const QString styles = styled ? tr("The words of the styles count, too.") : QString();
    length_->setToolTip(QStringLiteral("<p>%1</p><p>%2 %3</p>").arg(explain(Term::tokens), sum, styles));
    length_->setForegroundRole(length.cut.isEmpty() ? QPalette::PlaceholderText : warning_role);
    QStringList unread = length.unread;
    cut_words_ = length.cut;
    if (const QString cut = imagelab::cut_text(length, unread_words); !cut.isEmpty()) unread.prepend(cut);
    cut_->setText(unread.join(QLatin1Char('\n')));
    cut_->setVisible(!unread.isEmpty());
}

QString PromptSection::length_text() const {
    return length_->text();
}

}  // namespace imagelab
