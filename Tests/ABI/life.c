/* The scenario, for a while: under the sanitizers it shows every read and write outside, and every leak. */
#include "scenario.h"

#include <stdio.h>
#include <stdlib.h>

int main(int count, char **given) {
    uint64_t frames = count > 1 ? strtoull(given[1], NULL, 10) : 5000;
    make_voice();
    for (int life = 0; life < 2; life++) {
        CHECK(create_stages() == PP_OK);
        for (uint64_t n = 0; n < frames; n++) run_frame(n);
        destroy_stages();
    }
    printf("note: %d stages, %lu frames each\n", stage_count, (unsigned long)(2 * frames));
    return 0;
}
