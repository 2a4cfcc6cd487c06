#pragma once
#include <QObject>
#include <QProcess>
#include <functional>

#include "ui/models/night_wish.h"

namespace imagelab {

// Asks the program what a night would be, and starts one that outlives the window.
class NightStarter : public QObject {
    Q_OBJECT
  public:
    // `program`: this one. Tests give another.
    explicit NightStarter(QString program = {}, QObject* parent = nullptr);
    ~NightStarter() override;
    void ask(const QStringList& arguments);    // answered by expected(); the newest wins
    bool start(const QStringList& arguments);  // false: it could not be

  signals:
    void expected(const imagelab::NightForecast& forecast);

  private:
    QString program_;
    QProcess* asking_ = nullptr;
};

}  // namespace imagelab
