/* What does not depend on how busy the machine is. */
#ifndef COUNT_H
#define COUNT_H

#include "bench.h"

void count_instructions(const bench_stage *const sides[3], int how_many);
void count_memory(const bench_stage *stage);

#endif
