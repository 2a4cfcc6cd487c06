#include "ui/models/grid_draft.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <tuple>

#include "ui/look/wording.h"

namespace imagelab {
namespace {

struct GridDraftWords {
    Q_DECLARE_TR_FUNCTIONS(sweep)
};

}  // namespace

Result<Grid> grid_of(const SweepDraft& draft) {
    Grid grid;
    if (draft.kind != SweepKind::grid) {
        const bool profiles = draft.kind == SweepKind::profiles;
        grid.x = {profiles ? GridSetting::profile : GridSetting::model, profiles ? draft.profiles : draft.models};
        if (grid.x.values.empty())
            return Failure{
                (profiles ? GridDraftWords::tr("No style was found.") : GridDraftWords::tr("No model was found.")).toStdString()};
        return grid;
    }
    const std::tuple<GridAxis*, GridSetting, QString, QString> axes[] = {
        {&grid.x, draft.x, draft.x_values, GridDraftWords::tr("Give the columns at least one value.")},
        {&grid.y, draft.y, draft.y_values, GridDraftWords::tr("Give the rows at least one value.")},
        {&grid.z, draft.z, draft.z_values, GridDraftWords::tr("Give the sheets at least one value.")}};
    std::vector<GridSetting> used;
    for (const auto& [axis, setting, line, no_value] : axes) {
        if (setting == GridSetting::none) continue;
        if (std::find(used.begin(), used.end(), setting) != used.end())
            return Failure{GridDraftWords::tr("Choose different settings.").toStdString()};
        used.push_back(setting);
        auto values = grid_values(setting, line.toStdString());
        if (!values) return Failure{values.error()};
        if (values->empty()) return Failure{no_value.toStdString()};
        *axis = {setting, std::move(*values)};
    }
    if (used.empty()) return Failure{GridDraftWords::tr("Choose a setting to vary.").toStdString()};
    return grid;
}

SweepPrice price_of(const std::vector<Request>& requests, const std::function<Result<JobPlan>(const Request&)>& plan) {
    SweepPrice price;
    const size_t stride = std::max<size_t>(1, (requests.size() + most_planned - 1) / most_planned);
    double seconds = 0;
    size_t planned = 0;
    bool timed = true;
    for (size_t i = 0; i < requests.size(); ++i) {
        price.pictures += requests[i].batch;
        if (i % stride != 0) continue;
        const auto one = plan(requests[i]);
        if (!one) {
            if (price.problem.empty()) price.problem = one.error();
            continue;
        }
        ++planned;
        timed = timed && one->seconds > 0;
        const bool behind = planned > 1 && one->seconds_again > 0 && requests[i].model == requests[i - stride].model;
        seconds += behind ? one->seconds_again : one->seconds;
        price.peak_bytes = std::max(price.peak_bytes, one->peak_bytes);
    }
    if (planned > 0 && timed) price.seconds = seconds / static_cast<double>(planned) * static_cast<double>(requests.size());
    return price;
}

QString sweep_text(const SweepPrice& price, const Grid& grid, int batch) {
    QStringList shape;
    for (const auto& [axis, length] :
         {std::pair(&grid.x, grid.columns()), std::pair(&grid.y, grid.rows()), std::pair(&grid.z, grid.sheets())})
        if (axis->setting != GridSetting::none) shape << QString::number(length);
    if (batch > 1) shape << QString::number(batch);
    QString text = price.pictures == 1 ? GridDraftWords::tr("1 picture") : GridDraftWords::tr("%1 pictures").arg(price.pictures);
    if (shape.size() > 1) text = shape.join(QStringLiteral(" × ")) + " = " + text;
    if (price.seconds >= 0) text += QStringLiteral(" · ") + GridDraftWords::tr("about %1").arg(duration_text(price.seconds));
    if (price.peak_bytes > 0) text += QStringLiteral(" · ") + GridDraftWords::tr("up to %1 of memory").arg(bytes_text(price.peak_bytes));
    return text;
}

}  // namespace imagelab
