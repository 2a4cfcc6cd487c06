#pragma once
// A request's settings as people see them: what each is called and what it says, those that are one thing to them (width and height)
// together. Details, differences and messages read this table; a field of the picture that stands in no row has no name here.
#include <QString>
#include <span>
#include <string_view>
#include <vector>

#include "core/request/request.h"

namespace imagelab {

struct RequestField;

struct ShownField {
    std::vector<const char*> fields;  // paths of the field table
    QString (*name)();
    QString (*text)(const Request&);
    bool (*same)(const Request& mine, const Request& theirs) = nullptr;  // null: equal fields
};
std::span<const ShownField> shown_fields();
// What the field says where it is a word or a switch with a row of its own; empty: a number, a part of a row, or in none.
QString shown_word(const RequestField& field, const Request& request);
bool same_shown(const ShownField& shown, const Request& mine, const Request& theirs);

// The file of a start picture by its name; of one that colours were painted on, which is called by its bytes, that.
QString start_file_text(const Request& request);

// What people call the field at `path`, or a part of it ("hyperparameters.hires" for its fields); the path itself where it is in no row.
QString field_name(std::string_view path);
// A message of the engine as the window says it (message_text), with the field that it begins with by its name; named_field() does that
// alone.
QString problem_text(const std::string& message);
QString named_field(const QString& text);

// One setting a line: those that every picture has, and all that are not as usual. `foreign_sampler`: as a file names one that is not
// built here; it stands in place of the request's.
QString details_text(const Request& request, const QString& foreign_sampler = {});
QString profiles_text(const Style& style);  // "Cinematic 0.7, Anime"

}  // namespace imagelab
