#include "ui/models/picture_grid.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>
#include <set>

#include "ui/look/glossary.h"
#include "ui/look/wording.h"
#include "ui/models/request_difference.h"

namespace imagelab {
namespace {

struct Setting {
    QString name;
    QStringList values;  // of each picture
    QStringList distinct;
};

Setting setting_of(const QString& name, const std::vector<GridPicture>& pictures, const std::function<QString(const GridPicture&)>& value) {
    Setting setting{name, {}, {}};
    for (const GridPicture& picture : pictures) {
        setting.values << value(picture);
        if (!setting.distinct.contains(setting.values.back())) setting.distinct << setting.values.back();
    }
    const QLocale locale;
    std::sort(setting.distinct.begin(), setting.distinct.end(), [&locale](const QString& a, const QString& b) {
        bool a_is = false, b_is = false;
        const double x = locale.toDouble(a.section(' ', 0, 0), &a_is), y = locale.toDouble(b.section(' ', 0, 0), &b_is);
        return a_is && b_is && x != y ? x < y : a.localeAwareCompare(b) < 0;
    });
    return setting;
}

std::vector<Setting> varying(const std::vector<GridPicture>& pictures) {
    using Value = QString (*)(const Request&);
    const auto of = [&pictures](const QString& name, Value value) {
        return setting_of(name, pictures, [value](const GridPicture& p) { return value(p.request); });
    };
    std::vector<Setting> all = {
        of(term_name(Term::steps), [](const Request& r) { return number_text(r.steps); }),
        of(term_name(Term::guidance), [](const Request& r) { return number_text(r.guidance); }),
        setting_of(term_name(Term::sampler), pictures,
                   [](const GridPicture& p) { return p.foreign_sampler.isEmpty() ? sampler_text(p.request.sampler) : p.foreign_sampler; }),
        of(term_name(Term::schedule), [](const Request& r) { return spacing_text(r.spacing); }),
        of(term_name(Term::strength), [](const Request& r) { return r.init_image.empty() ? QString() : number_text(r.strength); }),
        of(QCoreApplication::translate("grid", "Styles"), [](const Request& r) { return profiles_text(r.style); }),
        of(term_name(Term::model), [](const Request& r) { return model_text(r.model); }),
        of(term_name(Term::size), [](const Request& r) { return size_text(r.width, r.height); }),
        of(term_name(Term::prompt), [](const Request& r) { return QString::fromStdString(in_own_words(r).prompt).simplified(); }),
        of(term_name(Term::seed), [](const Request& r) { return seed_text(r.seed); })};
    std::erase_if(all, [](const Setting& s) { return s.distinct.size() < 2; });
    return all;
}

// Pictures that get a cell of their own, and how many cells there are.
std::pair<int, int> worth(const Setting& x, const Setting* y) {
    std::set<std::pair<QString, QString>> taken;
    for (qsizetype i = 0; i < x.values.size(); ++i) taken.emplace(x.values[i], y ? y->values[i] : QString());
    return {static_cast<int>(taken.size()), static_cast<int>(x.distinct.size() * (y ? y->distinct.size() : 1))};
}

struct Sizes {
    QSize cell;
    int font = 0, gap = 0, left = 0, top = 0, under = 0;  // under: each cell, for its value
    QSize whole;
    QRect place(const PictureGrid& grid, int i) const {
        return {QPoint(left + gap + i % grid.width() * (cell.width() + gap), top + gap + i / grid.width() * (cell.height() + under + gap)),
                cell};
    }
};

// `share`: of the wished cell.
Sizes sizes_of(const PictureGrid& grid, int cell_side, QSizeF shape) {
    Sizes s;
    s.cell = shape.scaled(cell_side, cell_side, Qt::KeepAspectRatio).toSize().expandedTo({8, 8});
    s.font = std::clamp(cell_side / 16, 9, 32);
    s.gap = std::max(2, cell_side / 48);
    s.left = grid.rows.isEmpty() ? 0 : cell_side / 2;
    s.under = grid.wrap > 0 ? s.font * 2 : 0;
    const auto longest =
        std::max_element(grid.columns.begin(), grid.columns.end(), [](const QString& a, const QString& b) { return a.size() < b.size(); });
    s.top = grid.columns.isEmpty() || grid.wrap > 0 ? 0 : s.font * (longest->size() <= 16 ? 3 : 6);
    s.whole = QSize(s.left + grid.width() * (s.cell.width() + s.gap) + s.gap,
                    s.top + grid.height() * (s.cell.height() + s.under + s.gap) + s.gap);
    return s;
}

void draw_labels(QPainter& painter, const PictureGrid& grid, const GridLook& look, const Sizes& s) {
    QFont font = painter.font();
    font.setPixelSize(s.font);
    QFont small = font;
    small.setPixelSize(std::max(8, s.font * 3 / 4));
    const auto label = [&](const QRect& box, const QString& name, const QString& value) {
        painter.setFont(small);
        painter.setPen(look.muted);
        const int line = painter.fontMetrics().height();
        painter.drawText(QRect(box.left(), box.top(), box.width(), line), Qt::AlignCenter,
                         painter.fontMetrics().elidedText(name, Qt::ElideRight, box.width()));
        painter.setFont(font);
        painter.setPen(look.text);
        painter.drawText(box.adjusted(0, line, 0, 0), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, value.left(200));
    };
    if (grid.wrap > 0) {
        painter.setFont(font);
        painter.setPen(look.text);
        for (int i = 0; i < grid.columns.size(); ++i) {
            const QRect cell = s.place(grid, i);
            painter.drawText(QRect(cell.left(), cell.bottom() + 1, cell.width(), s.under), Qt::AlignCenter,
                             painter.fontMetrics().elidedText(grid.columns[i], Qt::ElideRight, cell.width()));
        }
        return;
    }
    for (int column = 0; column < grid.columns.size(); ++column)
        label({s.left + s.gap + column * (s.cell.width() + s.gap), s.gap * 2, s.cell.width(), s.top - s.gap * 3}, grid.x_name,
              grid.columns[column]);
    for (int row = 0; row < grid.rows.size(); ++row) {
        const int middle = s.top + s.gap + row * (s.cell.height() + s.gap) + s.cell.height() / 2;
        const int high = std::min(s.cell.height(), s.font * 6);
        label({s.gap, middle - std::min(high / 2, s.font * 2), s.left - s.gap, high}, grid.y_name, grid.rows[row]);
    }
}

}  // namespace

int PictureGrid::width() const {
    return wrap > 0 ? wrap : std::max<int>(1, static_cast<int>(columns.size()));
}
int PictureGrid::height() const {
    const int count = std::max(places, static_cast<int>(columns.size()));
    return wrap > 0 ? (count + wrap - 1) / wrap : std::max<int>(1, static_cast<int>(rows.size()));
}

PictureGrid lay_out_grid(const std::vector<GridPicture>& pictures, int places) {
    PictureGrid grid;
    grid.places = places;
    const std::vector<Setting> settings = varying(pictures);
    const Setting *x = nullptr, *y = nullptr;
    std::pair<int, int> best{0, 0};
    const auto consider = [&](const Setting& a, const Setting* b) {
        const auto found = worth(a, b);
        if (found.first < best.first || (found.first == best.first && found.second >= best.second)) return;
        best = found, x = &a, y = b;
    };
    for (const Setting& a : settings) {
        consider(a, nullptr);
        for (const Setting& b : settings)
            if (&a < &b) consider(a, &b);
    }
    if (x) grid.x_name = x->name, grid.columns = x->distinct;
    if (y) grid.y_name = y->name, grid.rows = y->distinct;
    const int count = std::max<int>(places, static_cast<int>(grid.columns.size()));
    if (!y && count > longest_row) grid.wrap = static_cast<int>(std::ceil(std::sqrt(count)));
    grid.cells.assign(static_cast<size_t>(grid.width() * grid.height()), -1);
    for (int i = 0; i < static_cast<int>(pictures.size()); ++i) {
        const int column = x ? static_cast<int>(x->distinct.indexOf(x->values[i])) : 0,
                  row = y ? static_cast<int>(y->distinct.indexOf(y->values[i])) : 0;
        int& cell = grid.cells[static_cast<size_t>(row * grid.width() + column)];
        if (cell < 0)
            cell = i;
        else
            ++grid.left_out;
    }
    return grid;
}

ComposedGrid compose_grid(const PictureGrid& grid, const GridLook& look, const std::function<QImage(int)>& picture,
                          const std::function<bool()>& go_on) {
    // The first picture's shape is that of the cells; another is fitted into it.
    QSizeF shape(1, 1);
    for (const int each : grid.cells) {
        const QImage first = each >= 0 ? picture(each) : QImage();
        if (first.isNull()) continue;
        shape = first.size();
        break;
    }
    int side = look.cell;
    Sizes s = sizes_of(grid, side, shape);
    while (std::max(s.whole.width(), s.whole.height()) > GridLook::most_side && side > 32) s = sizes_of(grid, side = side * 3 / 4, shape);
    ComposedGrid composed{QImage(s.whole, QImage::Format_RGB32), {}};
    if (composed.image.isNull()) return composed;
    composed.image.fill(look.ground);
    QPainter painter(&composed.image);
    painter.setRenderHint(QPainter::Antialiasing);
    draw_labels(painter, grid, look, s);
    for (int i = 0; i < static_cast<int>(grid.cells.size()); ++i) {
        if (!go_on()) return {};
        const QRect place = s.place(grid, i);
        composed.cells.push_back(place);
        const int which = grid.cells[static_cast<size_t>(i)];
        const QImage image = which >= 0 ? picture(which) : QImage();
        if (image.isNull()) {
            painter.setPen(QPen(look.muted, 1, Qt::DashLine));
            painter.drawRect(place.adjusted(0, 0, -1, -1));
            continue;
        }
        const QImage fitted = image.scaled(s.cell, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        painter.drawImage(place.topLeft() + QPoint((s.cell.width() - fitted.width()) / 2, (s.cell.height() - fitted.height()) / 2), fitted);
    }
    return composed;
}

}  // namespace imagelab
