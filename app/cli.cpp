#include "app/cli.h"

namespace imagelab {

int run_cli(int, char**) { return 0; }

}  // namespace imagelab
