/* Rooms by hand: read, decode, mix, encode, write. */
#include "plain.h"

enum { MOST = 50 };
static uint8_t bytes[1024];
static int16_t pcm[160];

static uint64_t run_room(unsigned n, int callers) {
    static int16_t legs[MOST][160];
    static uint8_t received[MOST][512];
    int32_t total[160];
    uint64_t sum = 0;
    for (int i = 0; i < callers; i++) {
        read_message(messages[i & 1][n % TICKS], received[i]);
        if (callers > 2) to_samples(received[i], legs[i], 160);
    }
    if (callers > 2) total_of(legs, callers, total);
    for (int i = 0; i < callers; i++) {
        uint8_t codes[160];
        const uint8_t *out = callers == 2 ? received[1 - i] : codes; /* two: the other's bytes as they are */
        if (callers > 2) {
            mix(legs, i, total, pcm);
            to_codes(pcm, codes, 160);
        }
        sum += sum_of(bytes, (size_t)write_message(out, 160, (char *)bytes));
    }
    return sum;
}

#define OF(count)                                          \
    static void make_room##count(void) { fill_tables(); }  \
    static uint64_t room##count(unsigned n) { return run_room(n, count); }
OF(2) OF(4) OF(10) OF(25) OF(50)

const bench_stage LIST(rooms)[] = {
#include "../stages/rooms.inc"
    {0}};
