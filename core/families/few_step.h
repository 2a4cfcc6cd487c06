#pragma once
// Models and LoRAs distilled to run in a few steps. They are told by the words of a file's name or title, and want settings of their own:
// with those of an ordinary model (30 steps, guidance 7) they give burnt pictures.
#include <map>
#include <string>
#include <string_view>

#include "core/families/published_settings.h"
#include "core/request/request.h"

namespace imagelab {

struct FewStepKind {
    const char* name;            // "SDXL Turbo"
    PublishedSettings settings;  // of the authors' model cards
    int most_steps;              // beyond these, or this guidance, a request is warned of
    double most_guidance;
};

struct FewStepModel {
    const FewStepKind* kind = nullptr;  // null: an ordinary model
    int steps = 0;                      // that the name says ("Lightning 8step"); 0: it says none
    explicit operator bool() const { return kind != nullptr; }
    PublishedSettings settings() const;
};

// By a file's stem or folder's name, and by the titles in its metadata ("modelspec.title", "general.name", "ss_output_name").
FewStepModel few_step_model(std::string_view name, const std::map<std::string, std::string>& metadata = {});
// A LoRA by its name, more strictly: "lightning" alone may be what it draws.
FewStepModel few_step_lora(std::string_view name);

// What is wrong with a request's settings for such a model, and what to choose instead; empty: nothing. `what`: the model or the LoRA, as
// the sentence names it.
std::string few_step_caution(const FewStepModel& model, const std::string& what, const Request& request);

}  // namespace imagelab
