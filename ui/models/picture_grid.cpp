#include "ui/models/picture_grid.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/request/fields.h"
#include "core/request/lora_use.h"
#include "ui/look/glossary.h"
#include "ui/look/wording.h"
#include "ui/models/queue_model.h"
#include "ui/models/shown_fields.h"

namespace imagelab {
namespace {

struct Setting {
    QString key;  // its name as a grid's axis
    QString name;
    std::vector<int> place;  // of each picture, among the distinct values
    QStringList distinct;
};

Setting setting_of(const QString& key, const QString& name, const std::vector<GridPicture>& pictures,
                   const std::function<QString(const GridPicture&)>& value) {
    QStringList values;
    for (const GridPicture& picture : pictures) values << value(picture);
    Setting setting{key, name, {}, values};
    setting.distinct.removeDuplicates();
    const QLocale locale;
    std::sort(setting.distinct.begin(), setting.distinct.end(), [&locale](const QString& a, const QString& b) {
        bool a_is = false, b_is = false;
        const double x = locale.toDouble(a.section(' ', 0, 0), &a_is), y = locale.toDouble(b.section(' ', 0, 0), &b_is);
        return a_is && b_is && x != y ? x < y : a.localeAwareCompare(b) < 0;
    });
    QHash<QString, int> places;
    for (int i = 0; i < setting.distinct.size(); ++i) places.insert(setting.distinct[i], i);
    for (const QString& one : values) setting.place.push_back(places.value(one));
    return setting;
}

QString loras_text(const Request& request) {
    QStringList texts;
    for (const LoraUse& use : request.loras) {
        texts << QString::fromStdString(network_stem(use.name)) + ' ' + number_text(use.scale, 4) +
                     (use.text_scale ? QStringLiteral(" / ") + number_text(*use.text_scale, 4) : QString());
    }
    return texts.isEmpty() ? QCoreApplication::translate("grid", "none") : texts.join(QStringLiteral(", "));
}

QString field_text(const RequestField& field, const Request& request) {
    const nlohmann::json value = field.write(request);
    if (const QString word = shown_word(field, request); !word.isEmpty()) return word;
    if (value.is_string()) return QString::fromStdString(value.get<std::string>()).section('/', -1);
    if (value.is_number()) return number_text(value.get<double>(), 4);
    return value.is_null() ? QCoreApplication::translate("grid", "default") : QString::fromStdString(value.dump());
}

// Those with words of their own, then every other field that has a place on a grid's axes.
std::vector<Setting> varying(const std::vector<GridPicture>& pictures) {
    using Value = QString (*)(const Request&);
    std::vector<Setting> all;
    const auto add = [&](const char* key, const QString& name, Value value) {
        all.push_back(setting_of(key, name, pictures, [value](const GridPicture& p) { return value(p.request); }));
    };
    add("steps", term_name(Term::steps), [](const Request& r) { return number_text(r.steps); });
    add("guidance", term_name(Term::guidance), [](const Request& r) { return number_text(r.guidance); });
    all.push_back(setting_of("sampler", term_name(Term::sampler), pictures, [](const GridPicture& p) {
        return p.foreign_sampler.isEmpty() ? sampler_text(p.request.sampler) : p.foreign_sampler;
    }));
    add("spacing", term_name(Term::schedule), [](const Request& r) { return spacing_text(r.spacing); });
    add("strength", term_name(Term::strength), [](const Request& r) { return r.init_image.empty() ? QString() : number_text(r.strength); });
    add("profile", QCoreApplication::translate("grid", "Styles"), [](const Request& r) { return profiles_text(r.style); });
    add("lora", setting_text("lora"), loras_text);
    add("suite", setting_text("suite"),
        [](const Request& r) { return r.suite.empty() ? QCoreApplication::translate("grid", "none") : QString::fromStdString(r.suite); });
    add("model", term_name(Term::model), [](const Request& r) { return model_text(r.model); });
    add("size", term_name(Term::size), [](const Request& r) { return size_text(r.width, r.height); });
    add("words", term_name(Term::prompt), [](const Request& r) { return QString::fromStdString(in_own_words(r).prompt).simplified(); });
    add("negative_words", term_name(Term::negative_prompt),
        [](const Request& r) { return QString::fromStdString(in_own_words(r).negative_prompt.value_or("")).simplified(); });
    add("seed", term_name(Term::seed), [](const Request& r) { return seed_text(r.seed); });
    for (const RequestField& field : request_fields()) {
        const QString key = QString::fromStdString(field.axis);
        if (key.isEmpty() || std::any_of(all.begin(), all.end(), [&](const Setting& s) { return s.key == key; })) continue;
        all.push_back(
            setting_of(key, setting_text(field.axis), pictures, [&field](const GridPicture& p) { return field_text(field, p.request); }));
    }
    std::erase_if(all, [](const Setting& s) { return s.distinct.size() < 2; });
    return all;
}

using Axes = std::array<const Setting*, 3>;  // columns, rows, sheets; null: none

int64_t place_of(const Axes& axes, size_t picture) {
    int64_t place = 0;
    for (size_t axis = axes.size(); axis-- > 0;)
        if (const Setting* s = axes[axis]) place = place * s->distinct.size() + s->place[picture];
    return place;
}

// Pictures that get a cell of their own, and how many cells there are.
std::pair<int64_t, int64_t> worth(const Axes& axes, size_t pictures) {
    std::vector<int64_t> taken;
    for (size_t i = 0; i < pictures; ++i) taken.push_back(place_of(axes, i));
    std::sort(taken.begin(), taken.end());
    int64_t cells = 1;
    for (const Setting* s : axes)
        if (s) cells *= s->distinct.size();
    return {std::unique(taken.begin(), taken.end()) - taken.begin(), cells};
}

Axes best_axes(const std::vector<Setting>& settings, size_t pictures) {
    Axes best{};
    std::pair<int64_t, int64_t> found{0, 0};
    const auto consider = [&](const Axes& axes) {
        const auto now = worth(axes, pictures);
        if (now.first < found.first || (now.first == found.first && now.second >= found.second)) return;
        found = now, best = axes;
    };
    for (size_t a = 0; a < settings.size(); ++a) {
        consider({&settings[a]});
        for (size_t b = a + 1; b < settings.size(); ++b) consider({&settings[a], &settings[b]});
    }
    if (found.first == static_cast<int64_t>(pictures)) return best;
    for (size_t a = 0; a < settings.size(); ++a)
        for (size_t b = a + 1; b < settings.size(); ++b)
            for (size_t c = b + 1; c < settings.size(); ++c) consider({&settings[a], &settings[b], &settings[c]});
    return best;
}

struct Sizes {
    QSize cell;
    int font = 0, gap = 0, left = 0, top = 0, under = 0;  // under: each cell, for its value
    QSize whole;
    int caption() const { return font * 2; }  // above a sheet among several
    QRect place(const PictureGrid& grid, int i) const {
        return {QPoint(left + gap + i % grid.width() * (cell.width() + gap), top + gap + i / grid.width() * (cell.height() + under + gap)),
                cell};
    }
};

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
int PictureGrid::depth() const {
    return std::max<int>(1, static_cast<int>(sheets.size()));
}
QString PictureGrid::caption(int sheet) const {
    return sheet < sheets.size() ? z_name + QStringLiteral(": ") + sheets[sheet] : QString();
}

PictureGrid lay_out_grid(const std::vector<GridPicture>& pictures, int places, const QStringList& axes) {
    PictureGrid grid;
    grid.places = places;
    std::vector<Setting> settings = varying(pictures);
    const auto rank = [&axes](const Setting& s) { return axes.contains(s.key) ? axes.indexOf(s.key) : axes.size(); };
    std::stable_sort(settings.begin(), settings.end(), [&](const Setting& a, const Setting& b) { return rank(a) < rank(b); });
    const Axes best = best_axes(settings, pictures.size());
    const std::pair<QString*, QStringList*> sides[] = {
        {&grid.x_name, &grid.columns}, {&grid.y_name, &grid.rows}, {&grid.z_name, &grid.sheets}};
    for (size_t i = 0; i < best.size(); ++i)
        if (best[i]) *sides[i].first = best[i]->name, *sides[i].second = best[i]->distinct;
    const int count = std::max<int>(places, static_cast<int>(grid.columns.size()));
    if (!best[1] && count > longest_row) grid.wrap = static_cast<int>(std::ceil(std::sqrt(count)));
    grid.cells.assign(static_cast<size_t>(grid.width()) * static_cast<size_t>(grid.height() * grid.depth()), -1);
    for (size_t i = 0; i < pictures.size(); ++i) {
        int& cell = grid.cells[static_cast<size_t>(place_of(best, i))];
        if (cell < 0)
            cell = static_cast<int>(i);
        else
            ++grid.left_out;
    }
    return grid;
}

namespace {

// The first picture's shape is that of the cells; another is fitted into it.
QSizeF shape_of(const PictureGrid& grid, const std::function<QImage(int)>& picture) {
    for (const int each : grid.cells) {
        const QImage first = each >= 0 ? picture(each) : QImage();
        if (!first.isNull()) return first.size();
    }
    return {1, 1};
}

// `sheets` of them below each other stay within the largest side.
Sizes fitting_sizes(const PictureGrid& grid, const GridLook& look, QSizeF shape, int sheets) {
    int side = look.cell;
    Sizes s = sizes_of(grid, side, shape);
    const int least = sheets > 1 ? 8 : 32;
    const auto longest = [&] { return std::max(s.whole.width(), sheets * (s.whole.height() + (sheets > 1 ? s.caption() : 0))); };
    while (longest() > GridLook::most_side && side > least) s = sizes_of(grid, side = side * 3 / 4, shape);
    return s;
}

// False: not gone on. The places of the cells are added to `places` where it is wanted.
bool paint_sheet(QPainter& painter, const PictureGrid& grid, int sheet, const GridLook& look, const Sizes& s,
                 const std::function<QImage(int)>& picture, const std::function<bool()>& go_on, std::vector<QRect>* places) {
    draw_labels(painter, grid, look, s);
    for (int i = 0; i < grid.width() * grid.height(); ++i) {
        if (!go_on()) return false;
        const QRect place = s.place(grid, i);
        if (places) places->push_back(place);
        const int which = grid.cell(sheet, i);
        const QImage image = which >= 0 ? picture(which) : QImage();
        if (image.isNull()) {
            painter.setPen(QPen(look.muted, 1, Qt::DashLine));
            painter.drawRect(place.adjusted(0, 0, -1, -1));
            continue;
        }
        const QImage fitted = image.scaled(s.cell, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        painter.drawImage(place.topLeft() + QPoint((s.cell.width() - fitted.width()) / 2, (s.cell.height() - fitted.height()) / 2), fitted);
    }
    return true;
}

}  // namespace

ComposedGrid compose_grid(const PictureGrid& grid, const GridLook& look, const std::function<QImage(int)>& picture,
                          const std::function<bool()>& go_on, int sheet) {
    const Sizes s = fitting_sizes(grid, look, shape_of(grid, picture), 1);
    ComposedGrid composed{QImage(s.whole, QImage::Format_RGB32), {}};
    if (composed.image.isNull()) return composed;
    composed.image.fill(look.ground);
    QPainter painter(&composed.image);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!paint_sheet(painter, grid, sheet, look, s, picture, go_on, &composed.cells)) return {};
    return composed;
}

QImage compose_sheets(const PictureGrid& grid, const GridLook& look, const std::function<QImage(int)>& picture,
                      const std::function<bool()>& go_on) {
    if (grid.depth() == 1) return compose_grid(grid, look, picture, go_on).image;
    const Sizes s = fitting_sizes(grid, look, shape_of(grid, picture), grid.depth());
    QImage whole(s.whole.width(), grid.depth() * (s.whole.height() + s.caption()), QImage::Format_RGB32);
    if (whole.isNull()) return whole;
    whole.fill(look.ground);
    QPainter painter(&whole);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int sheet = 0; sheet < grid.depth(); ++sheet) {
        QFont font = painter.font();
        font.setPixelSize(s.font);
        painter.setFont(font);
        painter.setPen(look.text);
        const int room = s.whole.width() - 2 * s.gap;
        painter.drawText(QRect(s.gap, s.gap, room, s.caption() - s.gap), Qt::AlignCenter,
                         painter.fontMetrics().elidedText(grid.caption(sheet), Qt::ElideRight, room));
        painter.translate(0, s.caption());
        if (!paint_sheet(painter, grid, sheet, look, s, picture, go_on, nullptr)) return {};
        painter.translate(0, s.whole.height());
    }
    return whole;
}

}  // namespace imagelab
