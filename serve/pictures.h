#pragma once
// Pictures for clients that wait for them: through the session's queue like all others, so that none overtakes and each can be stopped.
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/jobs/session.h"

namespace imagelab::serve {

using FieldName = std::string (*)(const std::string& path);  // what a door calls a field of the request

struct Wanted {
    Request request;    // its output is chosen here
    bool keep = false;  // pictures stay in DATA/pictures and enter the gallery; else they are gone once they are in the reply
    std::string door;   // whose `interrupt` concerns it
    std::string task;   // a name that the client gave; empty: one is made
    int wrong = 400;    // the door's status for a field that is wrong
    FieldName name = nullptr;
    // Told in the caller's thread while it is drawn, several times a second; false: nobody waits for it any more, and it is stopped.
    std::function<bool(const Progress&)> further = {};
};

struct Made {
    JobResult result;
    std::vector<std::string> files;  // of the finished pictures, in order: bytes
    std::string preview;             // PNG of the newest preview of one that was stopped before any was finished
};

// What is under way at a door.
struct UnderWay {
    std::string task;
    int waiting = 0;  // behind it
    int pictures = 0;
    Progress progress;
    double seconds = 0;  // since it was sent
    bool is_stopping = false;
};

class Pictures {
  public:
    // `data`: pictures that are kept go to pictures/ below it, others pass through served/.
    Pictures(Session& session, std::filesystem::path data);

    // Blocks. Throws HttpError where it names files that are none of a client's, too many wait, or the server stops.
    Made make(Wanted wanted);
    // Work of another kind that a client waits for, in its thread: it is under way at the door, tells the share that is done, and is
    // stopped like a picture. Throws HttpError 503 where it was stopped.
    using Work = std::function<void(const std::function<void(double share)>& told, const CancelToken& cancel)>;
    void run(const std::string& door, const Work& work);
    void interrupt(const std::string& door);  // what runs there; those that wait go on
    std::optional<UnderWay> under_way(const std::string& door) const;
    void stop();  // all; no new ones
    bool stopping() const;

    std::filesystem::path kept() const { return data_ / "pictures"; }
    std::filesystem::path scratch() const { return data_ / "served"; }
    std::string png(const RgbImage& image) const;  // bytes of a file

  private:
    struct Active;
    void wait(Active& active);

    Session& session_;
    std::filesystem::path data_;
    mutable std::mutex mutex_;
    std::list<std::shared_ptr<Active>> active_;  // oldest first
    uint64_t tasks_ = 0;
    bool stopping_ = false;
};

// A file in a folder that goes away with this.
class ScratchFile {
  public:
    ScratchFile(const std::filesystem::path& folder, const std::string& extension, std::string_view bytes = {});
    ~ScratchFile();
    ScratchFile(ScratchFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    ScratchFile& operator=(ScratchFile&&) = delete;
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// A start picture that came as base64, perhaps as a data address, or as bytes, once it proved to be one. Throws HttpError of `status`.
ScratchFile start_picture(const std::filesystem::path& folder, std::string_view bytes, const std::string& field, int status);
std::string picture_bytes(std::string_view base64, const std::string& field, int status);

// Throws what a result that is no picture means.
void throw_unless_done(const JobResult& result, int wrong, FieldName name = nullptr);
[[noreturn]] void throw_problem(const std::string& problem, int status, FieldName name = nullptr);  // "path: what is wrong"

}  // namespace imagelab::serve
