/* What a leg can be asked for, each as what it adds to a Room with one caller and one voice of the host. */
#include "ours.h"

static pp_room *room;
static pp_leg_id caller, host;
static uint8_t bytes[PP_ROOM_OUTPUT_MAX], echo[512], scratch[512];
static uint64_t marks;

static void make_room(const pp_leg_config *asked) {
    pp_room_config config = PP_SIZED(pp_room_config);
    pp_leg_config voice = PP_SIZED(pp_leg_config);
    pp_leg *leg = NULL;
    config.capacity = 2;
    pp_room_destroy(room);
    must(pp_room_create(&config, &room));
    must(pp_room_add(room, carrier_leg(asked, 8000), &caller));
    voice.kind = PP_LEG_PCM, voice.encoding = PP_ENCODING_L16;
    must(pp_leg_create(&voice, NULL, 0, 8000, &leg));
    must(pp_room_add(room, leg, &host));
    marks = 0;
}

static pp_leg_config plain_leg(void) {
    pp_leg_config config = PP_SIZED(pp_leg_config);
    config.mark_ms = -1;
    return config;
}

static void make_leg(void) {
    pp_leg_config config = plain_leg();
    make_room(&config);
}

#define WITH(name, ...)                     \
    static void make_##name(void) {         \
        pp_leg_config config = plain_leg(); \
        config.__VA_ARGS__;                 \
        make_room(&config);                 \
    }
WITH(marks, mark_ms = 200)
WITH(echo, echo_tail_ms = 128, config.echo_delay_ms = 100)
WITH(noise, noise_suppression_db = 15)
WITH(gain, gain_target_dbov = -20)
WITH(hear, hear = 15)

static void make_record(uint32_t container) {
    pp_recorder_config config = PP_SIZED(pp_recorder_config);
    pp_recorder *recorder = NULL;
    make_leg();
    config.container = container;
    must(pp_recorder_create(&config, &recorder));
    must(pp_room_record(room, recorder));
    must(pp_room_record_consent(room, caller, 1));
    must(pp_room_record_consent(room, host, 1));
}

static void make_wav(void) { make_record(PP_RECORD_WAV); }
static void make_ogg(void) { make_record(PP_RECORD_OGG); }

/* The carrier sends a mark back when it has played what was before it. */
static void deliver(unsigned n, size_t length) {
    pp_carrier_message message = PP_SIZED(pp_carrier_message);
    if (length > 400 || !memchr(bytes + 10, 'k', 6)) return; /* {"event":"mark" */
    must(pp_carrier_read(bytes, length, 0, scratch, sizeof scratch, &message));
    must(pp_carrier_write_mark_echo(n + ++marks, (const uint8_t *)SID, sizeof SID - 1, scratch + message.mark_name.offset,
                                    message.mark_name.length, echo, sizeof echo, &length));
    must(pp_room_message(room, caller, echo, length, n * 20000ull));
}

static uint64_t run(unsigned n) {
    uint64_t sum = 0, now = n * 20000ull;
    size_t taken;
    pp_room_output out = PP_SIZED(pp_room_output);
    pp_status got;
    must(pp_room_message(room, caller, (const uint8_t *)messages[0][n % TICKS], (size_t)message_lengths[0][n % TICKS], now));
    must(pp_room_write(room, host, 1 + n / 50, (const uint8_t *)sound8[(n + 9) % (unsigned)sounds], 320, n % 50 == 49, &taken));
    must(pp_room_tick(room, now, NULL));
    while ((got = pp_room_poll(room, bytes, sizeof bytes, &out)) > PP_ROOM_WAIT) {
        sum += sum_of(bytes, out.len);
        if (got == PP_ROOM_MESSAGE) deliver(n, out.len);
    }
    must(got);
    return sum;
}

static uint64_t quality(unsigned n) {
    pp_quality now = PP_SIZED(pp_quality);
    uint64_t sum = run(n);
    must(pp_room_quality(room, caller, &now));
    return sum + (uint64_t)now.rating;
}

const bench_stage LIST(legs)[] = {
#include "../stages/legs.inc"
    {0}};
