#include "tests/support/ts_translator.h"

#if __has_include(<QTranslator>)
#include <gtest/gtest.h>

#include <QFile>
#include <QXmlStreamReader>

#include "tests/build_paths.h"

namespace imagelab::test {

QString ts_path(const QString& language) {
    return QStringLiteral(IMAGELAB_SOURCE_DIR "/resources/translations/imagelab_%1.ts").arg(language);
}

std::vector<TsMessage> ts_messages(const QString& path) {
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << path.toStdString();
    QXmlStreamReader xml(&file);
    std::vector<TsMessage> messages;
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) continue;
        if (xml.name() == QLatin1String("name")) context = xml.readElementText();
        if (xml.name() == QLatin1String("message"))
            messages.push_back({context, {}, xml.attributes().value("numerus") == QLatin1String("yes"), true, {}});
        if (xml.name() == QLatin1String("source")) messages.back().source = xml.readElementText();
        if (xml.name() == QLatin1String("translation")) {
            messages.back().finished = !xml.attributes().hasAttribute("type");
            if (!messages.back().counted) messages.back().forms << xml.readElementText();
        }
        if (xml.name() == QLatin1String("numerusform")) messages.back().forms << xml.readElementText();
    }
    EXPECT_FALSE(xml.hasError()) << xml.errorString().toStdString();
    return messages;
}

TsTranslator::TsTranslator(const QString& language) {
    for (const TsMessage& message : ts_messages(ts_path(language))) texts_[message.context + '\n' + message.source] = message.forms;
}

QString TsTranslator::translate(const char* context, const char* source, const char*, int n) const {
    const QStringList forms = texts_.value(QString::fromUtf8(context) + '\n' + QString::fromUtf8(source));
    return forms.value(n == 1 || forms.size() < 2 ? 0 : 1);
}

}  // namespace imagelab::test
#endif
