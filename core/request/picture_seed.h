#pragma once
// How seeds count up over the pictures of a request. Each picture has seed + i and noise of its own; but where a variation is asked for
// the seed stays and variation_seed + i counts (as AUTOMATIC1111), and with ComfyUI's noise all are parts of one draw of one seed.
#include "core/request/request.h"

namespace imagelab {

Seed seed_of_picture(const Request& request, int index);
// Beginning `pictures` pictures later.
void count_up(Request& request, int64_t pictures);
// The request that makes picture `index` again: by itself, but with ComfyUI's noise together with its batch.
Request request_of_picture(const Request& as_run, int index);
// Open seeds are drawn.
void draw_seeds(Request& request);

}  // namespace imagelab
