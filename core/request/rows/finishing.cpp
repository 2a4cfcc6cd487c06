#include "core/request/rows/rows.h"

namespace imagelab::field {

std::vector<Row> finishing_rows() {
    return {
        not_built(
            "postprocessing.safety_checker", {{"type", "boolean"}}, "false",
            [](const json& value) { return value == false ? std::vector<std::string>() : std::vector<std::string>{"the safety checker"}; })
            .standard()
            .means("Safety checker"),
        boolean("postprocessing.auto_contrast", &Request::auto_contrast)
            .standard()
            .flag("--auto-contrast", true)
            .means("The finished picture's tones are stretched over the whole range, but for the outermost percentiles"),
        boolean("postprocessing.match_colours", &Request::match_colours)
            .flag("--match-colours", true)
            .means("The finished picture takes on the colours of the start picture"),
    };
}

}  // namespace imagelab::field
