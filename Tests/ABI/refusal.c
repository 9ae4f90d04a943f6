/* Fails every allocation of the group work of a call, one after the other: groups are made, somebody comes, somebody is
 * removed with a path, and a Welcome is read. Nothing crashes, a refusal of ours is told, and afterwards the same sessions
 * form a group again. First only our own allocations, then libcrypto's too: for those it is enough that it goes on. */
#include "call.h"
#include "watch.h"

#include <stdio.h>
#include <stdlib.h>

static call c;
static member one, two, three;

/* PP_OK, or why a session could not be made. */
static pp_status live(void) {
    pp_status status;
    if ((status = member_begin(&c, &one, 1, 4)) || (status = member_begin(&c, &two, 2, 4))) return status;
    call_form(&c, &one);
    if ((status = member_begin(&c, &three, 3, 4))) return status;
    call_join(&c, &two, &three);
    call_leave(&c, &one, &two);
    return PP_OK;
}

static void finish(void) { call_end(&c), member_end(&one), member_end(&two), member_end(&three); }

/* Of libcrypto's, every 37th; or every n-th that the argument says. */
int main(int count, char **given) {
    long step = count > 1 ? atol(given[1]) : 37;
    setvbuf(stdout, NULL, _IOLBF, 4096);
    printf("begin\n");
    /* libcrypto sets itself up once a process, and does not come back from a failure there: seal.h says so. */
    call_begin(&c, 1);
    CHECK(live() == PP_OK);
    finish();
    for (int whose = 0; whose < 2; whose++) {
        long n = 0, tried = 0, unmade = 0, told = 0, unseen = 0;
        int64_t kept = 0;
        for (bool refused = true; refused;) {
            only_ours = false;
            blocks = 0, failed_one = false;
            call_begin(&c, 927310423890473011);
            n += whose ? step : 1;
            only_ours = !whose, fail_at = n;
            pp_status status = live();
            fail_at = 0, refused = failed_one;
            uint32_t troubles = one.troubles + two.troubles + three.troubles;
            CHECK(status == PP_OK || (refused && (status == PP_ERR_NO_MEMORY || (whose && status == PP_ERR_INTERNAL))));
            CHECK(refused || !troubles);
            tried += refused;
            if (status) unmade++;
            else if (troubles) told++;
            else if (refused) unseen++;
            if (!status) {
                if (!refused) call_check(&c);
                /* A member that was removed, or was not: all three form a group anew. */
                bool gone = true;
                for (int i = 0; i < c.count; i++) gone = gone && c.members[i] != &two;
                if (gone) c.members[c.count++] = &two;
                for (int i = 0; i < 3; i++)
                    for (int k = 0; k < 3; k++)
                        if (i != k) CHECK(pp_dave_connect(c.members[i]->session, c.members[k]->user) == PP_OK);
                CHECK(call_form(&c, &three));
                call_check(&c);
            }
            finish();
            kept += blocks;
        }
        /* Only libcrypto keeps anything: a record of what went wrong last. */
        CHECK(whose ? kept >= 0 && kept <= 64 : kept == 0);
        CHECK(whose || !unseen);
        printf("note: %s %ld allocations refused: %ld times no session, %ld times told, %ld times done without\n",
               whose ? "with libcrypto's," : "of ours,", tried, unmade, told, unseen);
    }
    return 0;
}
