#include "types.h"
PARAMS_BEGIN(GatherParams)
POINTER from, indices, to;
UINT count, run;  // units in all and in each row
UINT rows;        // an index is below this
UINT fill;        // the 32 bits of a unit where the index is not below `rows`
UINT block;       // rows of `from` that row r of `to` chooses from begin at r * block
PARAMS_END(GatherParams)
