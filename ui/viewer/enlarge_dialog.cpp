#include "ui/viewer/enlarge_dialog.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QImageReader>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/library/network_paths.h"
#include "core/pipelines/resolved.h"
#include "ui/bridge/session_bridge.h"
#include "ui/look/wording.h"
#include "ui/models/gallery_filter.h"
#include "ui/models/library_model.h"
#include "ui/models/upscaler_names.h"
#include "ui/widgets/controls.h"

namespace imagelab {
namespace {

constexpr double own_times = 0.75;  // below the least factor: the network's own

double pixels_of(const std::filesystem::path& picture) {
    const QSize size = QImageReader(QString::fromStdString(picture.string())).size();
    return size.isValid() ? 1.0 * size.width() * size.height() : 0;
}

}  // namespace

EnlargeDialog::EnlargeDialog(const std::vector<std::filesystem::path>& pictures, SessionBridge& bridge, const LibraryModel& library,
                             QWidget* parent)
    : QDialog(parent), pictures_(pictures), bridge_(bridge) {
    const auto name = QString::fromStdString(pictures_.front().filename().string());
    setWindowTitle(pictures_.size() == 1 ? tr("Enlarge %1").arg(name)
                                         : tr("Enlarge %1").arg(pictures_text(static_cast<int>(pictures_.size()))));
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(false);
    upscaler_ = new QComboBox(this);
    describe(upscaler_, tr("Enlarged by"), tr("A network finds fine lines and edges again; Lanczos takes no time and adds nothing."));
    for (const auto& [text, named] : upscaler_names(library)) upscaler_->addItem(text, named);
    upscaler_->setCurrentIndex(upscaler_->findData(QString::fromStdString(bundled_upscaler().stem().string())));
    times_ = new QDoubleSpinBox(this);
    times_->setRange(own_times, 8);
    times_->setSingleStep(0.25);
    times_->setDecimals(2);
    times_->setSuffix(QStringLiteral(" ×"));
    times_->setSpecialValueText(tr("the network's own"));
    times_->setValue(2);
    describe(times_, tr("How many times larger"), tr("Another factor than the network's own is reached by Lanczos behind it."));
    price_ = muted_label({}, this);
    price_->setWordWrap(true);
    auto* place = muted_label(tr("Each result lies beside its picture, which stays as it is."), this);
    place->setWordWrap(true);
    add_ = new QPushButton(tr("Add to the queue"), this);
    add_->setDefault(true);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(add_);
    buttons->addWidget(cancel);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addLayout(labelled(tr("Enlarged by"), upscaler_, this));
    column->addLayout(labelled(tr("Times"), times_, this));
    column->addWidget(place);
    column->addWidget(price_);
    column->addStretch();
    column->addLayout(buttons);
    delay_.setSingleShot(true);
    delay_.setInterval(price_delay_ms);
    connect(&delay_, &QTimer::timeout, this, &EnlargeDialog::ask_price);
    connect(upscaler_, &QComboBox::currentIndexChanged, this, [this] {
        const bool lanczos = enlarges_by_lanczos(wish().upscaler);
        times_->setMinimum(lanczos ? 1 : own_times);  // which has no factor of its own
        delay_.start();
    });
    connect(times_, &QDoubleSpinBox::valueChanged, &delay_, qOverload<>(&QTimer::start));
    connect(cancel, &QPushButton::clicked, this, &QDialog::close);
    connect(add_, &QPushButton::clicked, this, [this] {
        emit wanted(enlarging_requests(pictures_, wish()));
        close();
    });
    ask_price();
}

EnlargingWish EnlargeDialog::wish() const {
    EnlargingWish wish{upscaler_->currentData().toString().toStdString(), std::nullopt};
    if (times_->value() >= 1) wish.times = times_->value();
    return wish;
}

double EnlargeDialog::pixels_of_all() const {
    const double first = pixels_of(pictures_.front());
    double all = 0;
    for (const auto& picture : pictures_) all += pixels_of(picture);
    return first > 0 ? all / first : static_cast<double>(pictures_.size());
}

void EnlargeDialog::ask_price() {
    const int number = ++asked_;
    show_price(tr("Working out how long it takes…"), true);
    bridge_.ask_slow(
        this,
        [first = std::vector{pictures_.front()}, wish = wish()](Engine& engine) {
            return engine.plan(enlarging_requests(first, wish).front());
        },
        [this, number](const Result<JobPlan>& plan) {
            if (number != asked_) return;
            if (!plan) return show_price(message_text(plan.error()), false);
            const double once = plan->seconds_again, first = plan->seconds - once;  // of loading the network
            const QString takes = duration_text(std::max(0.0, first) + once * pixels_of_all());
            const QString memory = bytes_text(plan->peak_bytes);
            show_price(pictures_.size() == 1 ? tr("Takes about %1 and %2 of memory.").arg(takes, memory)
                                             : tr("All of them take about %1, and %2 of memory.").arg(takes, memory),
                       true);
        });
}

void EnlargeDialog::show_price(const QString& text, bool possible) {
    price_->setText(text);
    add_->setEnabled(possible);
}

}  // namespace imagelab
