/* Rooms of callers: messages in, messages out, with jitter buffers, levels, pacing, quality and statistics. */
#include "ours.h"

enum { MOST = 50 };
static pp_room *room;
static pp_leg_id ids[MOST];
static uint8_t bytes[PP_ROOM_OUTPUT_MAX];

static void make_room(int callers) {
    pp_room_config config = PP_SIZED(pp_room_config);
    pp_leg_config caller = PP_SIZED(pp_leg_config);
    config.capacity = (uint32_t)callers;
    pp_room_destroy(room);
    must(pp_room_create(&config, &room));
    for (int i = 0; i < callers; i++) must(pp_room_add(room, carrier_leg(&caller, 8000), &ids[i]));
}

static uint64_t run_room(unsigned n, int callers) {
    uint64_t sum = 0, now = n * 20000ull;
    pp_room_output out = PP_SIZED(pp_room_output);
    pp_status got;
    for (int i = 0; i < callers; i++) {
        must(pp_room_message(room, ids[i], (const uint8_t *)messages[i & 1][n % TICKS], (size_t)message_lengths[i & 1][n % TICKS], now));
    }
    must(pp_room_tick(room, now, NULL));
    while ((got = pp_room_poll(room, bytes, sizeof bytes, &out)) > PP_ROOM_WAIT) {
        if (got == PP_ROOM_MESSAGE) sum += sum_of(bytes, out.len);
    }
    must(got);
    return sum;
}

#define OF(count)                                              \
    static void make_room##count(void) { make_room(count); }   \
    static uint64_t room##count(unsigned n) { return run_room(n, count); }
OF(2) OF(4) OF(10) OF(25) OF(50)

const bench_stage LIST(rooms)[] = {
#include "../stages/rooms.inc"
    {0}};
