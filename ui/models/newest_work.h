#pragma once
#include <QObject>
#include <QThreadPool>
#include <functional>
#include <optional>

namespace imagelab {

// Work off the window's thread of which only the newest counts: what is asked for while another is under way waits, and replaces what
// waited before it. The work gives back what is to be done on the window's thread with its result; that of work which was overtaken is
// dropped. Work must not throw.
class NewestWork : public QObject {
    Q_OBJECT
  public:
    using Deliver = std::function<void()>;
    using Work = std::function<Deliver()>;
    explicit NewestWork(QObject* parent = nullptr);
    ~NewestWork() override;  // waits for what runs; nothing is delivered afterwards
    void start(Work work);
    bool busy() const { return running_; }

  private:
    void begin(Work work);
    void finished(const Deliver& deliver);
    QThreadPool pool_;
    bool running_ = false;
    std::optional<Work> waiting_;
};

}  // namespace imagelab
