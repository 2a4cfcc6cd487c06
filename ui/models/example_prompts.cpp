#include "ui/models/example_prompts.h"

namespace imagelab {

const QStringList& example_prompts() {
    static const QStringList prompts = {"a red apple", "a house in the snow", "a sleeping cat, flat sticker"};
    return prompts;
}

}  // namespace imagelab
