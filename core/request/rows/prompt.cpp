#include "core/request/rows/rows.h"

namespace imagelab::field {
std::vector<Row> prompt_rows() {
    return {
        text("conditioning.prompt", &Request::prompt)
            .needed()
            .always_written()
            .opt("--prompt", "TEXT")
            .means("What to draw (on the command line --prompt=\"-...\" where it begins with -)"),
        optional_value(Row("hyperparameters.negative_prompt", RequestField::Type::text, {{"type", "string"}}), &Request::negative_prompt)
            .may_be("text")
            .standard()
            .opt("--negative-prompt", "TEXT")
            .means("What to keep away from; absent and \"\" differ, as in diffusers: absent means zero embeddings where the model asks for "
                   "them"),
        boolean("conditioning.prompt_weights", &Request::prompt_weights)
            .flag("--no-prompt-weights", false)
            .means(
                "(words:1.2), (words) and [words] weigh parts of both prompts as in A1111; false (--no-prompt-weights): text as written"),
    };
}

}  // namespace imagelab::field
