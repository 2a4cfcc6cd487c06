#pragma once
// Pictures as a labelled grid over the two settings they differ in.
#include <QColor>
#include <QImage>
#include <QString>
#include <QStringList>
#include <functional>
#include <vector>

#include "core/pipelines/request.h"

namespace imagelab {

struct PictureGrid {
    QString x_name, y_name;     // "Steps"; empty: one column, one row
    QStringList columns, rows;  // the settings' values, sorted where they are numbers
    std::vector<int> cells;     // row by row: which picture, -1: none
    int left_out = 0;           // pictures whose cell was taken by another
    int width() const { return std::max<int>(1, static_cast<int>(columns.size())); }
    int height() const { return std::max<int>(1, static_cast<int>(rows.size())); }
};

// The two settings are those over which the most pictures get a cell of their own, in the fewest cells.
PictureGrid lay_out_grid(const std::vector<Request>& pictures);

struct GridLook {
    QColor ground, text, muted;
    int cell = 384;                          // pixels of a picture's longer side, less where the whole would be too large
    static constexpr int most_side = 12000;  // of the whole, pixels
};
// The whole as one picture. `picture` reads one of them; a null one leaves its cell empty. `go_on` is asked before each.
QImage compose_grid(const PictureGrid& grid, const GridLook& look, const std::function<QImage(int)>& picture,
                    const std::function<bool()>& go_on);

}  // namespace imagelab
