#pragma once
// Pictures as a labelled grid over the two or three settings they differ in.
#include <QColor>
#include <QImage>
#include <QRect>
#include <QString>
#include <QStringList>
#include <functional>
#include <vector>

#include "core/request/request.h"

namespace imagelab {

struct PictureGrid {
    QString x_name, y_name, z_name;     // "Steps"; empty: one column, one row, one sheet
    QStringList columns, rows, sheets;  // the settings' values, sorted where they are numbers
    std::vector<int> cells;             // sheet by sheet, each row by row: which picture, -1: none
    int left_out = 0;                   // pictures whose cell was taken by another
    int wrap = 0;                       // above 0: one setting alone, so many beside each other, its value below each
    int places = 0;                     // cells at least, where more pictures are to come
    int width() const;
    int height() const;
    int depth() const;  // sheets, at least 1
    int cell(int sheet, int i) const { return cells[static_cast<size_t>(sheet * width() * height() + i)]; }
    QString caption(int sheet) const;  // "Sampler: Euler"; empty where there is one alone
};

struct GridPicture {
    Request request;
    QString foreign_sampler = {};  // as its file names one that is not built here
};

// The settings are those over which the most pictures get a cell of their own, in the fewest cells; a third one where two leave some out.
// One setting of more than `longest_row` values is wrapped; `places`: so many are to come in all. `axes`: settings that come before others,
// columns first, by their names as axes (core/jobs/grid.h).
PictureGrid lay_out_grid(const std::vector<GridPicture>& pictures, int places = 0, const QStringList& axes = {});
constexpr int longest_row = 6;

struct GridLook {
    QColor ground, text, muted;
    int cell = 384;                          // pixels of a picture's longer side, less where the whole would be too large
    static constexpr int most_side = 12000;  // of the whole, pixels
};
struct ComposedGrid {
    QImage image;              // null: not gone on
    std::vector<QRect> cells;  // of the sheet, row by row, in its pixels
};
// One sheet as one picture. `picture` reads one of them; a null one leaves its cell empty. `go_on` is asked before each.
ComposedGrid compose_grid(const PictureGrid& grid, const GridLook& look, const std::function<QImage(int)>& picture,
                          const std::function<bool()>& go_on, int sheet = 0);
// All sheets below each other, each under its caption; null: not gone on, or too large.
QImage compose_sheets(const PictureGrid& grid, const GridLook& look, const std::function<QImage(int)>& picture,
                      const std::function<bool()>& go_on);

}  // namespace imagelab
