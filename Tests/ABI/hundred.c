/* How long the group work of a full channel takes: `Tests/ABI/run hundred [times]`. The median in milliseconds of CPU time of what
 * include/phonepatch/dave.h calls the worst: a commit that adds 99, the Welcome of a group of 100, a removal with a path,
 * made and followed. Says how long, asserts nothing of it. */
#include "call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FULL = 100, MOST = 15 };
static call c;
static member founder, last, passing;
static uint8_t proposals[CALL_MOST], message[CALL_MOST];
static double took[4][MOST];

static double now(void) { return (double)clock() * 1e3 / CLOCKS_PER_SEC; }

static int compare(const void *a, const void *b) {
    double d = *(const double *)a - *(const double *)b;
    return (d > 0) - (d < 0);
}

/* One op to one member, and how long it takes it until nothing is left to poll. */
static double give(member *m, size_t len) {
    double from = now();
    CHECK(pp_dave_receive(m->session, message, len, c.now) == PP_OK);
    member_drain(&c, m);
    return now() - from;
}

static void once(int round) {
    size_t len = 0, commit;
    call_begin(&c, 8);
    CHECK(member_begin(&c, &founder, 1, FULL) == PP_OK);
    CHECK(member_begin(&c, &last, 2, FULL) == PP_OK);
    for (uint64_t user = 3; user <= FULL; user++) {
        CHECK(member_begin(&c, &passing, user, 2) == PP_OK);
        c.count--;
        len += call_add(&c, passing.package, passing.package_len, proposals + len);
        member_end(&passing);
    }
    len += call_add(&c, last.package, last.package_len, proposals + len);
    took[0][round] = give(&founder, call_message((uint8_t[]){27, 0}, 2, proposals, len, message));
    CHECK(founder.commit_len > 0);

    commit = call_split(founder.commit);
    memcpy(message, (uint8_t[]){29, 0, 0}, 3), memcpy(message + 3, founder.commit, commit);
    size_t rest = founder.commit_len - commit;
    founder.commit_len = 0;
    give(&founder, 3 + commit);
    message[0] = 30, memcpy(message + 3, founder.commit + commit, rest);
    took[1][round] = give(&last, 3 + rest);
    c.epoch = 1, c.count = 2;

    len = call_remove(&c, 50, proposals);
    len = call_message((uint8_t[]){27, 0}, 2, proposals, len, message);
    took[2][round] = give(&founder, len);
    give(&last, len);
    CHECK(founder.commit_len > 0);
    commit = call_split(founder.commit);
    memcpy(message, (uint8_t[]){29, 0, 1}, 3), memcpy(message + 3, founder.commit, commit);
    took[3][round] = give(&last, 3 + commit);
    give(&founder, 3 + commit);
    pp_dave_state state = PP_SIZED(pp_dave_state);
    CHECK(pp_dave_session_state(last.session, &state) == PP_OK && state.members == FULL - 1 && state.epoch == 2);
    call_end(&c);
}

int main(int count, char **given) {
    int rounds = count > 1 ? atoi(given[1]) : 5;
    if (rounds < 1 || rounds > MOST) return 2;
    for (int i = 0; i < rounds; i++) once(i);
    for (int k = 0; k < 4; k++) qsort(took[k], (size_t)rounds, sizeof **took, compare);
    printf("note: %d members: commit of 99 Adds %.1f ms, Welcome %.1f ms, removal with a path %.1f ms, following it %.1f ms\n",
           FULL, took[0][rounds / 2], took[1][rounds / 2], took[2][rounds / 2], took[3][rounds / 2]);
    return 0;
}
