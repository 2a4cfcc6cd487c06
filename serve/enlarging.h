#pragma once
// A picture at another size, for the doors that take one by itself.
#include <functional>
#include <string>

#include "core/base/cancel.h"
#include "core/image/picture.h"
#include "core/pipelines/upscaler.h"

namespace imagelab::serve {

class Service;

// What is told of the share that is done, and stopped.
struct Watched {
    const std::function<void(double share)>& told;
    const CancelToken& cancel;
};

struct EnlargeWish {
    std::string upscaler;  // "None", "Lanczos", "Nearest" or a name of the library's networks, which run on the first device
    std::string field;     // what the door calls it
    int wrong = 400;       // the door's status for a field that is wrong
    EnlargedSize size;
};
// Throws HttpError.
RgbImage enlarged_by(Service& service, const RgbImage& picture, const EnlargeWish& wish, const Watched& watched);

// `times` as large; throws HttpError of `wrong` where that is no pixel, or more than 64 megapixels.
EnlargedSize enlarged_size_of(const RgbImage& picture, double times, const std::string& field, int wrong);

}  // namespace imagelab::serve
