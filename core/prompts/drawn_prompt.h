#pragma once
// The words of a request made ready to be read: templates drawn, style profiles applied.
#include "core/base/error.h"
#include "core/request/request.h"

namespace imagelab {

// Where both prompts are templates the seed, which is drawn where it is open, draws a text of each; the templates are kept beside them.
// Wildcards are those of data_dir()/wildcards. The same template, wildcards and seed give the same text. Failures name the field, the line
// and what is wrong.
Result<Request> with_prompts_drawn(Request request);

// That, then with_profiles_applied(): what every job goes through before it is resolved. Once is enough: a second time changes nothing.
Result<Request> with_words_made(Request request);

}  // namespace imagelab
