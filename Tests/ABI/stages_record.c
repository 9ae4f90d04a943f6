/* The stage of the scenario that records: a Room with a voice that is interrupted, in WAV and in Ogg, whose host sleeps and
 * whose party thinks twice about its consent. */
#include "stages.h"

#include <string.h>

enum { ROOMS = 2 };
static pp_room *rooms[ROOMS];
static pp_leg_id voices[ROOMS];
static pp_recorder *spare;
static pp_leg *unused;
static uint64_t bytes[ROOMS];

static pp_status create_room(int i) {
    pp_room_config config = PP_SIZED(pp_room_config);
    pp_leg_config leg = PP_SIZED(pp_leg_config);
    pp_recorder_config recorder = PP_SIZED(pp_recorder_config);
    config.capacity = 4;
    TRY(pp_room_create(&config, &rooms[i]));
    leg.kind = PP_LEG_PCM, leg.encoding = PP_ENCODING_L16;
    TRY(pp_leg_create(&leg, NULL, 0, 8000, &unused));
    CHECK(pp_room_add(rooms[i], unused, &voices[i]) == PP_OK);
    unused = NULL;
    recorder.container = i ? PP_RECORD_OGG : PP_RECORD_WAV;
    recorder.layout = i ? PP_RECORD_STEREO : PP_RECORD_TRACKS;
    recorder.tracks = 2;
    TRY(pp_recorder_create(&recorder, &spare));
    CHECK(pp_room_record(rooms[i], spare) == PP_OK);
    spare = NULL;
    bytes[i] = 0;
    return PP_OK;
}

static pp_status record_create(void) {
    for (int i = 0; i < ROOMS; i++) TRY(create_room(i));
    return PP_OK;
}

static void record_destroy(void) {
    pp_leg_destroy(unused), unused = NULL;
    pp_recorder_destroy(spare), spare = NULL;
    for (int i = 0; i < ROOMS; i++) pp_room_destroy(rooms[i]), rooms[i] = NULL;
}

static void record_room(int i, uint64_t n) {
    static uint8_t buffer[PP_ROOM_OUTPUT_MAX];
    uint64_t now = n * 20000;
    size_t taken = 0;
    pp_room_output out = PP_SIZED(pp_room_output);
    pp_status got;
    if (n == 0) CHECK(pp_room_record_consent(rooms[i], voices[i] + 7, 1) == PP_ERR_ARGUMENT);
    if (n % 3000 == 100) CHECK(pp_room_record_consent(rooms[i], voices[i], 1) == PP_OK);
    if (n % 3000 == 2900) CHECK(pp_room_record_consent(rooms[i], voices[i], 0) == PP_OK);
    if (n % 700 == 300) CHECK(pp_room_record_pause(rooms[i], 1) == PP_OK);
    if (n % 700 == 320) CHECK(pp_room_record_pause(rooms[i], 0) == PP_OK);
    CHECK(pp_room_write(rooms[i], voices[i], n / 50, (const uint8_t *)voice8[n % 50], 320, 0, &taken) == PP_OK);
    if (n % 333 == 0) CHECK(pp_room_flush(rooms[i], voices[i], now) == PP_OK);
    CHECK(pp_room_tick(rooms[i], now, NULL) == PP_OK);
    if (n % 1000 > 900 && n % 1000 < 960) return; /* the host does not poll for a second */
    while ((got = pp_room_poll(rooms[i], buffer, sizeof buffer, &out)) > PP_ROOM_WAIT) {
        if (got != PP_ROOM_RECORD) continue;
        CHECK(n >= 100 && out.value == 0 && out.len > 0);
        CHECK(out.position == 0 || out.position == bytes[i]);
        if (out.position == bytes[i]) bytes[i] += out.len;
    }
    CHECK(got == PP_ROOM_WAIT);
    if (n == 99) CHECK(bytes[i] == 0);
    if (n == 400) CHECK(bytes[i] > 0);
}

static void record_frame(uint64_t n) {
    for (int i = 0; i < ROOMS; i++) record_room(i, n);
}

const stage record_stage = {"record", record_create, record_frame, record_destroy};
