#include "core/request/picture_seed.h"

namespace imagelab {

void count_up(Request& request, int64_t pictures) {
    (request.variation_strength > 0 ? request.variation_seed : request.seed) += pictures;
}

Request request_of_picture(const Request& as_run, int index) {
    Request one = as_run;
    if (one.noise_source == NoiseSource::comfy) return one;
    count_up(one, index);
    one.batch = 1;
    return one;
}

Seed seed_of_picture(const Request& request, int index) {
    return request_of_picture(request, index).seed;
}

void draw_seeds(Request& request) {
    if (request.seed.is_open()) request.seed = drawn_seed();
    if (request.variation_strength > 0 && request.variation_seed.is_open()) request.variation_seed = drawn_seed();
}

}  // namespace imagelab
