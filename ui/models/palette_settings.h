#pragma once
// "steps 20", "sampler dpm", "size 1024": what is typed into the palette as settings of the request, by the table of its fields.
#include <QString>
#include <functional>
#include <vector>

#include "core/request/request.h"
#include "ui/models/palette_model.h"

namespace imagelab {

// What the text sets, the best first; empty: it names no setting. A value that is not allowed is an entry that says what is, and cannot be
// run. `apply` gets the whole request and the name of the step in Edit > Undo.
std::vector<PaletteEntry> setting_entries(const Request& mine, const QString& typed,
                                          const std::function<void(const Request&, const QString& step)>& apply);

}  // namespace imagelab
