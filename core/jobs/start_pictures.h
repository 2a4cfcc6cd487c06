#pragma once
// Start pictures, masks and control pictures as they were when their job entered the queue: DATA/start_pictures/SHA256/NAME, each content
// once. Jobs, and the pictures made from them, name the copy, so what happens to the original later changes nothing.
#include <filesystem>
#include <functional>
#include <string>

#include "core/base/error.h"
#include "core/request/request.h"
#include "core/store/sqlite.h"

namespace imagelab {

// The request with its pictures' copies in `data`, made where it is not there yet. Where nothing can be read at the path, or `data` is
// empty, it stays as it is: planning says what is wrong with it. The failure says why it cannot be copied.
Result<Request> with_kept_start_picture(Request request, const std::filesystem::path& data);

// A picture that is made here, as such a copy: `write` makes it under the path it is given. The failure says why it cannot be kept.
Result<std::filesystem::path> keep_made_picture(const std::filesystem::path& data, const std::string& name,
                                                const std::function<void(const std::filesystem::path&)>& write);

class Queue;

// Puts the bytes of the copies that a request names into its shared store. The failure names the field of one that is too large.
Result<void> share_start_pictures(Request request, Queue& queue);

// A request out of a shared store as this machine reads it: its pictures from `data`, fetched where they are not there yet, its models
// where they are here (with_models_here). Throws Error where a picture is not to be had.
Request with_files_of_this_machine(Request request, const std::filesystem::path& data, Queue& queue);

// Removes copies that no job of the store starts from or paints by, but for those of the last `spared_s` seconds: their job may be on its
// way.
void remove_unused_start_pictures(const std::filesystem::path& data, const Database& store, int spared_s = 3600);

}  // namespace imagelab
