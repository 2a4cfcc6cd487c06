#include "ui/look/icons.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

#include "core/base/error.h"
#include "core/base/paths.h"

namespace imagelab {
namespace {

QByteArray icon_source(const QString& name) {
    try {
        QFile file(QString::fromStdString((resource_dir() / "icons" / (name.toStdString() + ".svg")).string()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    } catch (const Error&) {
        return {};
    }
}

class TintedIcon : public QIconEngine {
  public:
    explicit TintedIcon(QByteArray source) : source_(std::move(source)) {}
    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const auto role = mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::ButtonText;
        const QColor color = QApplication::palette().color(group, role);
        QSvgRenderer renderer(QByteArray(source_).replace("currentColor", color.name().toLatin1()));
        painter->save();
        painter->setOpacity(painter->opacity() * color.alphaF());
        renderer.render(painter, rect);
        painter->restore();
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new TintedIcon(source_); }

  private:
    QByteArray source_;
};

}  // namespace

QIcon icon(const QString& name) {
    const QByteArray source = icon_source(name);
    return source.isEmpty() ? QIcon() : QIcon(new TintedIcon(source));
}

QIcon application_icon() {
    return icon("imagelab");
}

}  // namespace imagelab
