#pragma once
#include <filesystem>
#include <functional>
#include <memory>

#include "core/base/error.h"
#include "core/gallery/gallery.h"

namespace imagelab {

// Watches the gallery's folders with inotify and keeps its index true while it lives, on a thread and a connection of its own. Changes are
// gathered for a moment, so that a move is seen as one; where the kernel lost events, or allows no more watches, everything is scanned.
class GalleryWatch {
  public:
    // `changed` is called on the watching thread after each scan that found something. The failure says what the kernel said.
    static Result<std::unique_ptr<GalleryWatch>> start(const std::filesystem::path& data, std::function<void(const ScanReport&)> changed);
    ~GalleryWatch();
    GalleryWatch(const GalleryWatch&) = delete;
    GalleryWatch& operator=(const GalleryWatch&) = delete;

    void folders_changed();  // after add_folder and remove_folder

  private:
    class Impl;
    explicit GalleryWatch(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace imagelab
