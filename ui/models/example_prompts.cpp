#include "ui/models/example_prompts.h"

namespace imagelab {

const QStringList& example_prompts() {
    static const QStringList prompts = {"a red apple", "a rocket", "a hamburger"};
    return prompts;
}

}  // namespace imagelab
