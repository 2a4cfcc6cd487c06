#include "ui/library/offer_card.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QUrl>

#include "core/library/known_models.h"
#include "ui/look/icons.h"
#include "ui/look/paint.h"
#include "ui/look/wording.h"
#include "ui/models/model_purpose.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

constexpr int side = 72;

QString licence_text(const ModelOffer& offer) {
    if (offer.licence.empty()) return OfferCard::tr("Licence: its page does not name one");
    const QString meaning = licence_meaning(offer.licence), name = QString::fromStdString(offer.licence);
    return meaning.isEmpty() ? OfferCard::tr("Licence: %1, to be read on its page").arg(name)
                             : OfferCard::tr("Licence: %1. %2").arg(name, meaning);
}

}  // namespace

OfferCard::OfferCard(QWidget* parent)
    : QFrame(parent), picture_(new QLabel(this)), name_(new ElidedLabel(this)), purpose_(muted_label({}, this)), facts_(new QLabel(this)) {
    setAccessibleName(tr("The model before it is fetched"));
    picture_->setFixedSize(side, side);
    picture_->setAlignment(Qt::AlignCenter);
    QFont bold = name_->font();
    bold.setWeight(QFont::DemiBold);
    name_->setFont(bold);
    for (QLabel* label : {purpose_, facts_}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setMinimumWidth(1);  // a long name in it breaks rather than widen the panel
    }
    facts_->setAccessibleName(tr("Size and licence"));
    page_ = new QPushButton(tr("Its page"), this);
    describe(page_, tr("Open its page"), tr("Opens the model's page in the browser: its licence, examples, how to ask for it."));
    get_ = new QPushButton(tr("Get"), this);
    describe(get_, tr("Get the model"), tr("Fetches it into the models folder; what breaks off goes on later."));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(page_);
    buttons->addWidget(get_);
    auto* words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(name_);
    words->addWidget(purpose_);
    words->addWidget(facts_);
    words->addStretch(1);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    row->addWidget(picture_, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 12, 12, 12);
    column->setSpacing(8);
    column->addLayout(row);
    column->addLayout(buttons);
    connect(get_, &QPushButton::clicked, this, &OfferCard::wanted);
    connect(page_, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl(url_)); });
    hide();
}

void OfferCard::show_asking(const QString& what) {
    told_ = false;
    const KnownModel* known = known_model(what.toStdString());
    name_->setText(known ? QString::fromStdString(known->name) : what);
    purpose_->setText(known ? model_purpose(known->id) : QString());
    purpose_->setVisible(!purpose_->text().isEmpty());
    facts_->setText(tr("Asking the server for size and licence…"));
    picture_->setPixmap(icon("picture").pixmap(24, 24));
    url_.clear();
    page_->hide();
    enable();
    show();
}

void OfferCard::show_told(const OfferReader::Told& told) {
    told_ = true;
    const ModelOffer& offer = told.offer;
    if (told.problem.isEmpty()) {
        QStringList lines{offer.bytes > 0 ? tr("Size: %1").arg(bytes_text(static_cast<int64_t>(offer.bytes)))
                                          : tr("Size: its server says it when it is fetched"),
                          licence_text(offer)};
        if (offer.gated) lines << tr("Its authors ask you to agree on its page first; HF_TOKEN holds your key.");
        facts_->setText(lines.join('\n'));
    } else {
        facts_->setText(breakable(tr("The server does not say size and licence: %1").arg(told.problem)));
    }
    url_ = QString::fromStdString(offer.page);
    page_->setVisible(url_.startsWith("https://"));
    if (!told.picture.isNull()) picture_->setPixmap(small_pixmap(told.picture, side, this));
    enable();
}

void OfferCard::set_checksum_problem(const QString& problem) {
    problem_ = problem;
    enable();
}

void OfferCard::enable() {
    get_->setEnabled(told_ && problem_.isEmpty());
    get_->setToolTip(problem_.isEmpty() ? get_->accessibleDescription() : problem_);
}

QString OfferCard::facts() const {
    return facts_->text();
}

void OfferCard::paintEvent(QPaintEvent*) {
    paint_card(this);
}

}  // namespace imagelab
