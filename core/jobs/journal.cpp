#include "core/jobs/journal.h"

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/thread.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

uint32_t checksum(std::string_view bytes) {
    return static_cast<uint32_t>(::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

constexpr size_t header_bytes = 4096;
constexpr char magic[8] = {'I', 'L', 'S', 'T', 'E', 'P', 'S', '3'};

// At the head of a slot. `crc` is of what follows it up to the end of the payload.
struct SlotHead {
    uint32_t crc = 0, payload_bytes = 0;
    uint64_t sequence = 0;
};
static_assert(sizeof(SlotHead) == 16);

constexpr size_t most_notes = 8;  // detailers of a request

// The fixed part of a state; latents, history and what guidance carries on follow as f32.
struct StateHead {
    int32_t picture = 0, next_step = 0;
    uint64_t seed = 0, words = 0;
    double pending = 0;
    uint32_t has_pending = 0, latents = 0, history = 0;
    int32_t stage = 0;  // StageInfo::stored
    int32_t evaluations = 0;
    uint32_t carried = 0;
    uint64_t decided = 0;
    double quality[5] = {}, strength = 0;  // RefineDecision, with its parts in the order of their struct
    double pace[4] = {};
    // DetailState; its pictures follow what guidance carries on, one where both are the same.
    int32_t detailer = 0, part = 0, width = 0, height = 0;
    uint32_t pictures = 0, notes = 0;  // pictures 0: there is none
    int32_t note[2 * most_notes] = {};
    int64_t pixels() const { return pictures == 0 ? 0 : int64_t{3} * width * height; }
};
static_assert(sizeof(StateHead) == 232);

constexpr size_t most_history = 4;  // times the latents

size_t slot_size(size_t latents, size_t pixels) {
    const size_t bytes = sizeof(SlotHead) + sizeof(StateHead) + latents * (1 + most_history + 1) * sizeof(float) + pixels;
    return (bytes + 4095) / 4096 * 4096;
}

std::string trouble(const char* what, const fs::path& path, int code) {
    return std::string("could not ") + what + " " + path.string() + ": " + std::strerror(code);
}

template <class T>
void append(std::string& bytes, const T* data, size_t count) {
    bytes.append(reinterpret_cast<const char*>(data), count * sizeof(T));
}

void describe(const DetailState& detail, StateHead& head) {
    head.detailer = detail.detailer, head.part = detail.part;
    head.width = detail.now->width, head.height = detail.now->height;
    head.pictures = detail.now->pixels == detail.before->pixels ? 1 : 2;
    head.notes = static_cast<uint32_t>(std::min(detail.notes.size(), most_notes));
    for (uint32_t i = 0; i < head.notes; ++i) head.note[2 * i] = detail.notes[i].found, head.note[2 * i + 1] = detail.notes[i].painted;
}

// `pixels`: of its pictures.
std::optional<DetailState> detail_of(const StateHead& head, std::string_view pixels) {
    if (head.pictures == 0) return std::nullopt;
    DetailState detail{head.detailer, head.part, {}, nullptr, nullptr};
    for (uint32_t i = 0; i < head.notes; ++i) detail.notes.push_back({head.note[2 * i], head.note[2 * i + 1]});
    const auto taken = [&](size_t number) {
        const std::string_view own = pixels.substr(number * static_cast<size_t>(head.pixels()), static_cast<size_t>(head.pixels()));
        return std::make_shared<const RgbImage>(RgbImage{head.width, head.height, {own.begin(), own.end()}});
    };
    detail.now = taken(0);
    detail.before = head.pictures == 1 ? detail.now : taken(1);
    return detail;
}

std::string packed(const StepState& state, uint64_t sequence) {
    StateHead head{state.picture, state.next_step, state.generator.seed, state.generator.words};
    head.pending = state.generator.pending.value_or(0);
    head.has_pending = state.generator.pending.has_value();
    head.latents = static_cast<uint32_t>(state.latents.size());
    head.history = static_cast<uint32_t>(state.sampler.history.size());
    head.carried = static_cast<uint32_t>(state.carried.size());
    head.stage = stage_info(state.stage).stored;
    head.evaluations = state.sampler.evaluations;
    std::copy(state.sampler.pace.begin(), state.sampler.pace.end(), head.pace);
    head.decided = state.decision.has_value();
    if (state.decision) {
        const auto parts = state.decision->quality.parts();
        std::transform(parts.begin(), parts.end(), head.quality, [](const auto& part) { return part.second; });
        head.strength = state.decision->strength;
    }
    if (state.detail) describe(*state.detail, head);
    SlotHead slot;
    slot.sequence = sequence;
    std::string bytes;
    bytes.reserve(sizeof slot + sizeof head + (head.latents + head.history + head.carried) * sizeof(float) +
                  head.pictures * static_cast<size_t>(head.pixels()));
    append(bytes, &slot, 1);
    append(bytes, &head, 1);
    append(bytes, state.latents.data(), state.latents.size());
    append(bytes, state.sampler.history.data(), state.sampler.history.size());
    append(bytes, state.carried.data(), state.carried.size());
    if (head.pictures > 0) append(bytes, state.detail->now->pixels.data(), state.detail->now->pixels.size());
    if (head.pictures > 1) append(bytes, state.detail->before->pixels.data(), state.detail->before->pixels.size());
    slot.payload_bytes = static_cast<uint32_t>(bytes.size() - sizeof slot);
    std::memcpy(bytes.data(), &slot, sizeof slot);
    slot.crc = checksum(std::string_view(bytes).substr(sizeof slot.crc));
    std::memcpy(bytes.data(), &slot, sizeof slot);
    return bytes;
}

struct Slot {
    uint64_t sequence = 0;
    StepState state;
};

std::optional<Slot> unpacked(std::string_view bytes) {
    SlotHead slot;
    StateHead head;
    if (bytes.size() < sizeof slot + sizeof head) return std::nullopt;
    std::memcpy(&slot, bytes.data(), sizeof slot);
    if (slot.sequence == 0 || slot.payload_bytes > bytes.size() - sizeof slot) return std::nullopt;
    bytes = bytes.substr(0, sizeof slot + slot.payload_bytes);
    if (checksum(bytes.substr(sizeof slot.crc)) != slot.crc) return std::nullopt;
    std::memcpy(&head, bytes.data() + sizeof slot, sizeof head);
    const size_t numbers = (size_t{head.latents} + head.history + head.carried) * sizeof(float);
    const bool pictured = head.pictures > 0 && head.pictures <= 2;
    if (head.pictures > 2 || head.notes > most_notes || head.detailer < 0 || head.part < 0) return std::nullopt;
    if (pictured && (head.width < 1 || head.height < 1 || head.width > 1 << 16 || head.height > 1 << 16)) return std::nullopt;
    if (slot.payload_bytes != sizeof head + numbers + head.pictures * static_cast<size_t>(head.pixels())) return std::nullopt;
    const auto stage = stage_stored_as(head.stage);
    if (!stage) return std::nullopt;  // of a newer version: the picture begins anew
    Slot found{slot.sequence, {head.picture, head.next_step}};
    found.state.stage = *stage;
    found.state.generator = {head.seed, head.words, std::nullopt};
    if (head.has_pending) found.state.generator.pending = head.pending;
    if (head.decided) {
        const double* q = head.quality;
        found.state.decision = RefineDecision{{q[0], q[1], q[2], q[3], q[4]}, head.strength};
    }
    auto take = [values = bytes.data() + sizeof slot + sizeof head](std::vector<float>& into, size_t count) mutable {
        into.resize(count);
        if (count > 0) std::memcpy(into.data(), values, count * sizeof(float));
        values += count * sizeof(float);
    };
    take(found.state.latents, head.latents);
    take(found.state.sampler.history, head.history);
    take(found.state.carried, head.carried);
    found.state.sampler.evaluations = head.evaluations;
    found.state.detail = detail_of(head, bytes.substr(sizeof slot + sizeof head + numbers));
    std::copy(std::begin(head.pace), std::end(head.pace), found.state.sampler.pace.begin());
    return found;
}

bool write_all(int file, std::string_view bytes, off_t at) {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), at);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        at += written;
        bytes.remove_prefix(static_cast<size_t>(written));
    }
    return true;
}

std::string read_at(int file, size_t bytes, off_t at) {
    std::string text(bytes, '\0');
    size_t got = 0;
    while (got < bytes) {
        const ssize_t part = ::pread(file, text.data() + got, bytes - got, at + static_cast<off_t>(got));
        if (part < 0 && errno == EINTR) continue;
        if (part <= 0) break;
        got += static_cast<size_t>(part);
    }
    text.resize(got);
    return text;
}

}  // namespace

StepJournal::StepJournal(fs::path path, std::string identity, size_t latents, size_t pixels)
    : path_(std::move(path)), identity_(std::move(identity)), slot_bytes_(slot_size(latents, pixels)) {
    if (!open_existing()) create();
    if (file_ < 0) return;
    try {
        writer_ = start_thread("the journal of steps", [this] { work(); });
    } catch (const Error& error) {
        problem_ = error.what();
        ::close(std::exchange(file_, -1));
    }
}

StepJournal::~StepJournal() {
    if (writer_.joinable()) {
        {
            const std::lock_guard lock(mutex_);
            stop_ = true;
        }
        wake_.notify_all();
        writer_.join();
    }
    if (file_ >= 0) ::close(file_);
}

// Magic, slot size and the identity's checksum and length: another identity gives another header.
std::string StepJournal::header() const {
    const std::string text = std::to_string(slot_bytes_) + " " + std::to_string(identity_.size()) + " " +
                             std::to_string(checksum(identity_)) + " " + std::to_string(std::hash<std::string>()(identity_)) + "\n";
    std::string bytes(magic, sizeof magic);
    bytes += text;
    bytes.resize(header_bytes, '\0');
    return bytes;
}

bool StepJournal::open_existing() {
    file_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
    if (file_ < 0) return false;
    if (read_at(file_, header_bytes, 0) == header()) {
        read_slots();
        return true;
    }
    ::close(file_);
    file_ = -1;
    return false;
}

void StepJournal::read_slots() {
    for (int i = 0; i < 2; ++i) {
        auto slot = unpacked(read_at(file_, slot_bytes_, static_cast<off_t>(header_bytes + i * slot_bytes_)));
        if (!slot || slot->sequence <= sequence_) continue;
        sequence_ = slot->sequence;
        found_ = std::move(slot->state);
    }
    if (found_) kept_step_ = found_->next_step;
}

void StepJournal::create() {
    const fs::path temporary = path_.string() + "." + std::to_string(::getpid()) + ".part";
    const auto fail = [&](const char* what, int code) {
        problem_ = trouble(what, path_, code);
        if (file_ >= 0) ::close(file_);
        file_ = -1;
        ::unlink(temporary.c_str());
    };
    std::error_code ignored;
    fs::create_directories(path_.parent_path(), ignored);
    file_ = ::open(temporary.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file_ < 0) return fail("create", errno);
    if (const int code = ::posix_fallocate(file_, 0, static_cast<off_t>(header_bytes + 2 * slot_bytes_)))
        return fail("make room for", code);
    if (!write_all(file_, header(), 0) || ::fsync(file_) != 0) return fail("write", errno);
    if (::rename(temporary.c_str(), path_.c_str()) != 0) return fail("rename", errno);
}

void StepJournal::keep(StepState state) {
    {
        const std::lock_guard lock(mutex_);
        if (file_ < 0) return;
        next_ = std::move(state);
    }
    wake_.notify_one();
}

void StepJournal::flush() {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return file_ < 0 || (!next_ && !writing_); });
}

std::string StepJournal::problem() const {
    const std::lock_guard lock(mutex_);
    return problem_;
}

std::optional<int> StepJournal::kept_step() const {
    const std::lock_guard lock(mutex_);
    return kept_step_;
}

void StepJournal::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return stop_ || next_; });
        if (!next_) return;
        const StepState state = std::move(*next_);
        next_.reset();
        writing_ = true;
        lock.unlock();
        write(state);
        lock.lock();
        writing_ = false;
        idle_.notify_all();
    }
}

void StepJournal::write(const StepState& state) {
    const uint64_t sequence = sequence_ + 1;
    const std::string bytes = packed(state, sequence);
    std::string problem;
    if (bytes.size() > slot_bytes_) {
        problem = "[journal] " + std::to_string(bytes.size()) + " bytes for slots of " + std::to_string(slot_bytes_);
    } else if (!write_all(file_, bytes, static_cast<off_t>(header_bytes + sequence % 2 * slot_bytes_)) || ::fdatasync(file_) != 0) {
        problem = trouble("write", path_, errno);
    }
    const std::lock_guard lock(mutex_);
    problem_ = problem;
    if (!problem.empty()) return;
    sequence_ = sequence;
    kept_step_ = state.next_step;
}

void StepJournal::remove(const fs::path& path) {
    std::error_code ignored;
    fs::remove(path, ignored);
    const std::string unfinished = path.filename().string() + ".";  // that killed processes began
    for (const auto& entry : fs::directory_iterator(path.parent_path(), ignored)) {
        if (entry.path().filename().string().starts_with(unfinished)) fs::remove(entry.path(), ignored);
    }
}

}  // namespace imagelab
