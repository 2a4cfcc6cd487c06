#include "ui/queue/night_starter.h"

#include <QCoreApplication>
#include <utility>

namespace imagelab {

NightStarter::NightStarter(QString program, QObject* parent) : QObject(parent), program_(std::move(program)) {
    if (program_.isEmpty()) program_ = QCoreApplication::applicationFilePath();
}

NightStarter::~NightStarter() {
    if (!asking_) return;
    asking_->disconnect(this);
    asking_->kill();
    asking_->waitForFinished();
}

void NightStarter::ask(const QStringList& arguments) {
    if (QProcess* before = std::exchange(asking_, nullptr)) {
        before->disconnect(this);
        connect(before, &QProcess::finished, before, &QObject::deleteLater);
        before->kill();
    }
    asking_ = new QProcess(this);
    connect(asking_, &QProcess::finished, this, [this] {
        QProcess* done = std::exchange(asking_, nullptr);
        const NightForecast forecast = night_forecast(done->readAllStandardOutput(), done->readAllStandardError());
        done->deleteLater();
        emit expected(forecast);
    });
    connect(asking_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) emit expected({asking_->errorString(), false});
    });
    asking_->start(program_, arguments + QStringList{"--dry-run"});
}

bool NightStarter::start(const QStringList& arguments) {
    QProcess night;
    night.setProgram(program_);
    night.setArguments(arguments);
    night.setStandardOutputFile(QProcess::nullDevice());
    night.setStandardErrorFile(QProcess::nullDevice());
    return night.startDetached();
}

}  // namespace imagelab
