#include "core/gallery/gallery_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <map>
#include <set>
#include <thread>

#include "core/base/folders.h"
#include "core/base/log.h"
#include "core/base/thread.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

constexpr int quiet_ms = 200;      // a change is looked at when nothing happened for so long
constexpr int rescan_ms = 60'000;  // how often everything is looked at where watches are missing
constexpr uint32_t events_of_interest = IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_ONLYDIR;

}  // namespace

class GalleryWatch::Impl {
  public:
    Impl(Gallery gallery, std::function<void(const ScanReport&)> changed, int inotify, int wake)
        : gallery_(std::move(gallery)),
          changed_(std::move(changed)),
          inotify_(inotify),
          wake_(wake),
          thread_(start_thread("the watch over the gallery", [this] { work(); })) {}

    ~Impl() {
        stop_ = true;
        wake();
        thread_.join();
        ::close(inotify_);
        ::close(wake_);
    }

    void wake() const {
        const uint64_t one = 1;
        static_cast<void>(!::write(wake_, &one, sizeof one));
    }

  private:
    void work() {
        try {
            all_again();
            while (!stop_) round();
        } catch (const std::exception& error) {
            log_error(std::string("the gallery is no longer watched: ") + error.what());
        }
    }

    void round() {
        pollfd sources[] = {{inotify_, POLLIN, 0}, {wake_, POLLIN, 0}};
        const int timeout = !pending_.empty() || everything_ ? quiet_ms : incomplete_ ? rescan_ms : -1;
        const int ready = ::poll(sources, 2, timeout);
        if (ready < 0 && errno != EINTR) throw Error(std::string("[gallery] poll: ") + std::strerror(errno));
        if (sources[1].revents & POLLIN) {
            uint64_t count = 0;
            static_cast<void>(!::read(wake_, &count, sizeof count));
            everything_ = true;
        }
        if (sources[0].revents & POLLIN) return read_events();
        if (ready == 0 && !stop_) act();
    }

    void read_events() {
        alignas(inotify_event) char buffer[16 << 10];
        const ssize_t got = ::read(inotify_, buffer, sizeof buffer);
        for (ssize_t at = 0; at < got;) {
            const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
            at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
            if (event->mask & IN_Q_OVERFLOW) everything_ = true;
            const auto watched = directories_.find(event->wd);
            if (watched == directories_.end()) continue;
            if (event->mask & IN_IGNORED) {
                directories_.erase(watched);
                continue;
            }
            pending_.insert(watched->second);
            if (event->mask & IN_ISDIR && event->len > 0) changed_directory(watched->second / event->name, event->mask);
        }
    }

    // A directory that came, or went with everything below it.
    void changed_directory(const fs::path& directory, uint32_t mask) {
        if (mask & (IN_CREATE | IN_MOVED_TO)) watch_below(directory, &pending_);
        if (mask & (IN_MOVED_FROM | IN_DELETE)) {
            for (const fs::path& known : gallery_.directories_below(directory)) pending_.insert(known);
            forget_below(directory);
        }
    }

    void forget_below(const fs::path& directory) {
        const std::string below = (directory / "").string();
        for (auto it = directories_.begin(); it != directories_.end();) {
            const bool gone = it->second == directory || it->second.string().starts_with(below);
            if (gone) ::inotify_rm_watch(inotify_, it->first);
            it = gone ? directories_.erase(it) : std::next(it);
        }
    }

    void watch_one(const fs::path& directory, std::set<fs::path>* found) {
        const int watch = ::inotify_add_watch(inotify_, directory.c_str(), events_of_interest);
        if (watch < 0 && errno == ENOSPC && !incomplete_) {
            incomplete_ = true;
            log_warning(
                "the kernel allows no more folder watches (fs.inotify.max_user_watches): the gallery is scanned once a minute instead");
        }
        if (watch >= 0) directories_[watch] = directory;
        if (found) found->insert(directory);
    }

    void watch_below(const fs::path& directory, std::set<fs::path>* found) {
        if (directory.filename().string().starts_with(".")) return;
        visit_directories(directory, [&](const fs::path& each) { watch_one(each, found); });
    }

    // Watches are set before the scan, so that nothing falls between.
    void all_again() {
        everything_ = false;
        pending_.clear();
        for (const fs::path& folder : gallery_.folders()) watch_below(folder, nullptr);
        report(gallery_.scan());
    }

    void act() {
        if (everything_ || incomplete_) return all_again();
        const std::set<fs::path> directories = std::move(pending_);
        pending_.clear();
        if (!directories.empty()) report(gallery_.scan_directories({directories.begin(), directories.end()}));
    }

    void report(const Result<ScanReport>& report) {
        if (!report) return log_warning(report.error());
        if (changed_ && report->added + report->changed + report->moved + report->removed > 0) changed_(*report);
    }

    Gallery gallery_;
    std::function<void(const ScanReport&)> changed_;
    int inotify_, wake_;
    std::map<int, fs::path> directories_;  // by watch
    std::set<fs::path> pending_;
    bool everything_ = false, incomplete_ = false;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

Result<std::unique_ptr<GalleryWatch>> GalleryWatch::start(const fs::path& data, std::function<void(const ScanReport&)> changed) {
    auto gallery = Gallery::open(data);
    if (!gallery) return Failure{gallery.error()};
    const int inotify = ::inotify_init1(IN_CLOEXEC), wake = ::eventfd(0, EFD_CLOEXEC);
    const auto fail = [&](const std::string& why) {
        for (const int file : {inotify, wake}) {
            if (file >= 0) ::close(file);
        }
        return Failure{"the gallery's folders cannot be watched: " + why};
    };
    if (inotify < 0 || wake < 0) return fail(std::strerror(errno));
    try {
        return std::unique_ptr<GalleryWatch>(
            new GalleryWatch(std::make_unique<Impl>(std::move(*gallery), std::move(changed), inotify, wake)));
    } catch (const Error& error) {  // no thread can be started
        return fail(error.what());
    }
}

GalleryWatch::GalleryWatch(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GalleryWatch::~GalleryWatch() = default;

void GalleryWatch::folders_changed() {
    impl_->wake();
}

}  // namespace imagelab
