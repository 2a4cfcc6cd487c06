#pragma once
// The window's translations as their source files have them.
#if __has_include(<QTranslator>)
#include <QHash>
#include <QString>
#include <QStringList>
#include <QTranslator>
#include <vector>

namespace imagelab::test {

struct TsMessage {
    QString context, source;
    bool counted = false, finished = true;
    QStringList forms;  // one, or one a plural form
};
QString ts_path(const QString& language);
std::vector<TsMessage> ts_messages(const QString& path);

// Speaks a language straight from its source file, so that no compiled one can be stale.
class TsTranslator : public QTranslator {
  public:
    explicit TsTranslator(const QString& language);
    bool isEmpty() const override { return false; }
    QString translate(const char* context, const char* source, const char*, int n) const override;

  private:
    QHash<QString, QStringList> texts_;
};

}  // namespace imagelab::test
#endif
