#include "tests/support/fake_engine.h"

#if __has_include(<QApplication>)
#include <QDir>
#include <QPainter>
#include <QPainterPath>
#include <QRandomGenerator>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/cpu/cpu_device.h"
#include "core/jobs/tagging.h"
#include "core/metadata/provenance.h"
#include "core/request/picture_seed.h"
#include "core/store/store.h"

namespace imagelab::test {
namespace {

RgbImage to_rgb(const QImage& image) {
    const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
    RgbImage out;
    out.width = rgb.width(), out.height = rgb.height();
    out.pixels.resize(size_t(out.width) * out.height * 3);
    for (int y = 0; y < out.height; ++y)
        std::copy_n(rgb.constScanLine(y), out.width * 3, out.pixels.begin() + ptrdiff_t(y) * out.width * 3);
    return out;
}

// The scene behind `noise` (1: only noise, 0: clear), as a latent preview looks.
QImage noisy(const QImage& scene, double noise, int64_t seed) {
    QImage out = scene.convertToFormat(QImage::Format_RGB888);
    QRandomGenerator random(static_cast<quint32>(seed));
    for (int y = 0; y < out.height(); ++y) {
        uchar* line = out.scanLine(y);
        for (int i = 0; i < out.width() * 3; ++i)
            line[i] = static_cast<uchar>(std::clamp(line[i] * (1 - noise) + noise * random.bounded(256), 0.0, 255.0));
    }
    return out;
}

}  // namespace

QImage scene(int width, int height, int64_t seed) {
    QImage image(width, height, QImage::Format_RGB32);
    QPainter p(&image);
    p.setRenderHint(QPainter::Antialiasing);
    const double hue = std::fmod(0.61803 * double(seed % 1000), 1.0);
    QLinearGradient sky(0, 0, 0, height * 0.7);
    sky.setColorAt(0, QColor::fromHsvF(float(std::fmod(0.6 + hue * 0.15, 1.0)), 0.65f, 0.45f));
    sky.setColorAt(0.6, QColor::fromHsvF(float(std::fmod(0.92 + hue * 0.12, 1.0)), 0.45f, 0.9f));
    sky.setColorAt(1, QColor::fromHsvF(0.1f, 0.5f, 1.0f));
    p.fillRect(image.rect(), sky);
    p.setPen(Qt::NoPen);
    p.setBrush(QColor(255, 244, 214));
    p.drawEllipse(QPointF(width * (0.25 + 0.5 * hue), height * 0.42), width * 0.07, width * 0.07);
    for (int layer = 0; layer < 4; ++layer) {
        QPainterPath hill(QPointF(0, height));
        for (int x = 0; x <= width; x += 4) {
            const double t = double(x) / width * 6.283;
            hill.lineTo(x, height * (0.56 + 0.1 * layer + 0.045 * std::sin(t * (1 + layer * 0.7) + double(seed) + layer) +
                                     0.02 * std::sin(t * 3.1 + layer * 2)));
        }
        hill.lineTo(width, height);
        p.setBrush(QColor::fromHsvF(float(std::fmod(0.68 + hue * 0.1, 1.0)), 0.35f + 0.1f * layer, 0.6f - 0.13f * layer));
        p.drawPath(hill);
    }
    return image;
}

RgbImage drawn(int width, int height, int64_t seed) {
    return to_rgb(scene(width, height, seed));
}

FakeEngine::FakeEngine() : queue_(open_store({}).value()), thread_([this] { work(); }) {}

FakeEngine::~FakeEngine() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
        running_cancel_.request();
    }
    wake_.notify_all();
    thread_.join();
}

void FakeEngine::hold_at(int step) {
    const std::lock_guard lock(mutex_);
    hold_ = step;
    wake_.notify_all();
}

void FakeEngine::wait_until_held() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return at_hold_; });
}

void FakeEngine::let_in(bool comes) {
    const std::lock_guard lock(mutex_);
    lets_in_ = comes;
    wake_.notify_all();
}

std::vector<Request> FakeEngine::submitted() const {
    const std::lock_guard lock(mutex_);
    return submitted_;
}

void FakeEngine::listen(std::function<void(const JobEvent&)> events) {
    const std::lock_guard lock(listener_mutex_);
    listener_ = std::move(events);
}

void FakeEngine::tell(const JobEvent& event) {
    const std::lock_guard lock(listener_mutex_);
    if (listener_) listener_(event);
}

void FakeEngine::progress(JobId job, const Progress& progress) {
    if (progress.step % 10 == 0 || progress.step == progress.steps) queue_.report(job, progress);
    JobEvent event{JobEvent::Kind::progress, job, "cpu"};
    event.progress = progress;
    tell(event);
}

void FakeEngine::poke() {
    const std::lock_guard lock(mutex_);
    ++pokes_;
    wake_.notify_all();
}

Result<std::vector<JobId>> FakeEngine::enqueue(const std::vector<Request>& requests, const EnqueueOptions& options) {
    {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return lets_in_ || stop_; });
    }
    std::vector<NewJob> jobs;
    for (const Request& request : requests) {
        const auto plan = plan_of(request);
        if (!plan) return Failure{plan.error()};
        NewJob job{request, options.group, options.priority, "", {{"cpu", plan->stages, plan->peak_bytes, plan->seconds}}};
        job.cell = static_cast<int>(jobs.size());
        jobs.push_back(job);
    }
    auto ids = queue_.add(jobs, options.about);
    {
        const std::lock_guard lock(mutex_);
        submitted_.insert(submitted_.end(), requests.begin(), requests.end());
    }
    poke();
    return ids;
}

ManyChanged FakeEngine::change(const std::vector<JobId>& jobs, JobChange change) {
    const ManyChanged done = queue_.change(jobs, change);
    for (const JobId job : done.changed) {
        if (change == JobChange::resume) continue;
        const auto now = queue_.find(job);
        if (now && now->state == JobState::cancelled) {
            JobEvent event{JobEvent::Kind::ended, job};
            event.state = JobState::cancelled;
            event.result.status = JobResult::Status::cancelled;
            event.result.request = now->request;
            tell(event);
        }
        const std::lock_guard lock(mutex_);
        if (job == running_) running_cancel_.request();
    }
    poke();
    return done;
}

Result<JobId> FakeEngine::enqueue_training(const TrainingJob& training, const EnqueueOptions& options) {
    if (const auto writer = queue_.writer_of(training.config.output))
        throw BadField("output", "job " + std::to_string(*writer) + " trains it");
    NewJob job;
    job.training = std::make_shared<const TrainingJob>(training);
    job.group = training.sample ? "training-" + training_name(training.config) : options.group;
    job.needs = {{"another machine", {}, training_peak, 7200}};
    return queue_.add({job}, training.sample ? nlohmann::json{{"training", training_name(training.config)}}.dump() : "").front();
}

Result<std::vector<TrainingPrice>> FakeEngine::price_training(const TrainingJob& training) {
    if (training.config.width % 8 != 0) throw BadField("width", std::to_string(training.config.width) + " is no multiple of 8");
    const std::lock_guard lock(mutex_);
    TrainingPrice price{"cpu", TrainingPlan{}, training_peak, memory_total};
    price.plan->step_seconds = 7.2;
    price.seconds = 7.2 * training.config.steps;
    price.sample_seconds = 14.0 * sample_count(training);
    price.sample_peak_bytes = plan_peak;
    return std::vector{price};
}

std::vector<TrainingStep> FakeEngine::training_steps(JobId training, int from) {
    const std::lock_guard lock(mutex_);
    std::vector<TrainingStep> steps;
    for (const TrainingStep& step : steps_of_training[training])
        if (step.step >= from) steps.push_back(step);
    return steps;
}

Result<void> FakeEngine::retry(JobId job) {
    auto done = queue_.retry(job, false);
    poke();
    return done;
}

void FakeEngine::wait_at(int step, const CancelToken& cancel) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::milliseconds(step_ms), [&] { return cancel.requested(); });
    at_hold_ = hold_ == step;
    wake_.notify_all();
    wake_.wait(lock, [&] { return hold_ != step || cancel.requested() || stop_; });
    at_hold_ = false;
}

JobResult FakeEngine::play(const Job& job, const CancelToken& cancel) {
    JobResult result;
    Request r = job.request;
    if (r.width == 0) r.width = r.height = 512;
    if (r.seed < 0) r.seed = 1234 + static_cast<int64_t>(job.id);
    r.device = "cpu";
    result.request = r;
    Progress progress;
    progress.pictures = r.batch;
    progress.steps = r.steps;
    try {
        for (const Stage stage : {Stage::loading, Stage::encoding}) {
            progress.stage = stage;
            this->progress(job.id, progress);
            wait_at(stage == Stage::loading ? -2 : -3, cancel);
            cancel.check();
        }
        const int total = r.batch * r.steps;
        for (int picture = 0; picture < r.batch; ++picture) {
            const QImage small = scene(std::max(8, r.width / 8), std::max(8, r.height / 8), (r.seed + picture).value());
            for (int step = 1; step <= r.steps; ++step) {
                progress.stage = Stage::denoising;
                progress.picture = picture;
                progress.step = step;
                progress.fraction = 0.95 * (picture * r.steps + step) / total;
                progress.seconds_left = plan_seconds * (1 - progress.fraction);
                progress.preview = std::make_shared<RgbImage>(to_rgb(noisy(small, 1 - double(step) / r.steps, (r.seed + step).value())));
                this->progress(job.id, progress);
                result.step_s.push_back(plan_seconds / total);
                wait_at(step, cancel);
                cancel.check();
                const std::string failure = [&] {
                    const std::lock_guard lock(mutex_);
                    return fail_with;
                }();
                if (!failure.empty()) throw Error(failure);
            }
            progress.stage = Stage::decoding;
            this->progress(job.id, progress);
            const QDir folder(r.output.empty() ? folder_.path() : QString::fromStdString(r.output));
            const QString path = folder.filePath(QString("%1-%2.png").arg(job.id).arg(QString::fromStdString((r.seed + picture).text())));
            QImage drawn = scene(r.width, r.height, (r.seed + picture).value());
            drawn.setText("imagelab_request", QString::fromStdString(request_to_json(request_of_picture(r, picture)).dump()));
            if (!drawn.save(path)) throw Error("could not write " + path.toStdString());
            result.images.emplace_back(path.toStdString());
        }
    } catch (const Cancelled&) {
        result.status = JobResult::Status::cancelled;
    } catch (const Error& error) {
        result.status = JobResult::Status::failed;
        result.message = error.what();
    }
    return result;
}

Result<std::string> FakeEngine::tags_by_network(const Tagging& wanted, const std::function<bool(const Tagged&)>& take) const {
    const auto device = make_cpu_device();
    return tag_pictures([&](const auto& use) { use(*device); }, wanted, taggers_of, take, CancelToken());
}

void FakeEngine::work() {
    for (;;) {
        std::unique_lock lock(mutex_);
        if (stop_) return;
        const uint64_t pokes = pokes_;
        lock.unlock();
        const auto job = queue_.claim("cpu");
        lock.lock();
        if (!job) {
            wake_.wait(lock, [&] { return stop_ || pokes_ != pokes; });
            continue;
        }
        const CancelToken cancel;
        running_ = job->id;
        running_cancel_ = cancel;
        lock.unlock();
        JobEvent started{JobEvent::Kind::started, job->id, "cpu"};
        started.result.request = job->request;
        started.progress = job->progress;
        tell(started);
        const JobResult result = play(*job, cancel);
        const auto now = queue_.find(job->id);
        JobEvent event{JobEvent::Kind::ended, job->id, "cpu"};
        event.state = result.status == JobResult::Status::done     ? JobState::done
                      : result.status == JobResult::Status::failed ? JobState::failed
                      : now && now->wish == "pause"                ? JobState::paused
                                                                   : JobState::cancelled;
        event.result = result;
        queue_.reserve(job->id, result.images);
        for (int i = 0; i < static_cast<int>(result.images.size()); ++i) queue_.picture_finished(job->id, i);
        queue_.finish(job->id, event.state, result);
        lock.lock();
        running_ = 0;
        lock.unlock();
        tell(event);
    }
}

Result<JobPlan> FakeEngine::plan(const Request& request) {
    ++plans_;
    return plan_of(request);
}

Result<JobPlan> FakeEngine::plan_of(const Request& request) {
    const std::lock_guard lock(mutex_);
    if (!plan_problem.empty()) return Failure{plan_problem};
    JobPlan plan;
    plan.request = request;
    if (plan.request.width == 0) plan.request.width = plan.request.height = 512;
    plan.request.device = "cpu";
    plan.seconds = plan_seconds * request.batch * request.steps / 30;
    plan.peak_bytes = plan_peak;
    return plan;
}

std::vector<Session::DeviceInfo> FakeEngine::devices() const {
    const std::lock_guard lock(mutex_);
    Session::DeviceInfo cpu;
    cpu.id = "cpu";
    cpu.name = "Two cores of a test machine";
    cpu.kind = "cpu";
    cpu.features = {"avx512_bf16"};
    cpu.memory_total = memory_total;
    cpu.memory_free = memory_free;
    cpu.threads = 2;
    return {cpu};
}

std::vector<DeviceSample> FakeEngine::samples() {
    DeviceSample cpu;
    cpu.key = "cpu";
    cpu.name = "Two cores of a test machine";
    cpu.memory_total = memory_total;
    cpu.memory_used = memory_total - memory_free;
    cpu.memory_ours = int64_t{700} << 20;
    cpu.load = 0.25;
    cpu.temperature = 61;
    return {cpu};
}

std::vector<DeviceHolding> FakeEngine::holdings() const {
    if (held_ == 0) return {{"cpu", 0, {}}};
    return {{"cpu", 0, {{"/models/tiny64", DType::bf16, held_}}}};
}

int64_t FakeEngine::free_memory() {
    return held_.exchange(0);
}

}  // namespace imagelab::test
#endif
