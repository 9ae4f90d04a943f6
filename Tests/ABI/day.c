/* A call of many hours in virtual time, and a hash of all that came out: `Tests/ABI/run day [hours]`.
 *
 * A mu-law caller whose clock is 80 ppm fast, with 5 % of its messages lost in bursts; a voice of the host that is
 * interrupted now and then; the ledger, and a recording in WAV. The hash is the same in every run, and in every build of
 * the library on one machine. */
#define _POSIX_C_SOURCE 200809L
#include <phonepatch.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHECK(condition)                                                      \
    do {                                                                      \
        if (!(condition)) {                                                   \
            fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                          \
        }                                                                     \
    } while (0)

static uint64_t hash = 0xcbf29ce484222325u, state = 1, heard, recorded, messages;

static uint32_t draw(uint32_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % below);
}

static void mix(const uint8_t *bytes, size_t length) {
    uint64_t word;
    for (; length >= 8; bytes += 8, length -= 8) {
        memcpy(&word, bytes, 8);
        hash = (hash ^ word) * 0x100000001b3u;
        hash ^= hash >> 29;
    }
    for (; length > 0; bytes++, length--) hash = (hash ^ *bytes) * 0x100000001b3u;
}

int main(int count, char **given) {
    static uint8_t text[2048], buffer[PP_ROOM_OUTPUT_MAX], codes[64][160];
    static const uint8_t sid[] = "MZ00000000000000000000000000000000";
    uint64_t hours = count > 1 ? strtoull(given[1], NULL, 10) : 24, ticks = hours * 180000, said = 0, item = 0;
    int losing = 0;
    size_t length = 0, taken = 0;
    struct timespec begin, end;
    pp_room *room = NULL;
    pp_leg *leg = NULL;
    pp_recorder *recorder = NULL;
    pp_leg_id caller, voice;
    pp_room_config rc = PP_SIZED(pp_room_config);
    pp_leg_config lc = PP_SIZED(pp_leg_config);
    pp_recorder_config rec = PP_SIZED(pp_recorder_config);
    pp_carrier_start start = PP_SIZED(pp_carrier_start);
    pp_room_output out = PP_SIZED(pp_room_output);
    for (int i = 0; i < 64; i++)
        for (int k = 0; k < 160; k++) codes[i][k] = (uint8_t)draw(256);
    start.stream_sid = start.call_sid = start.account_sid = sid;
    start.stream_sid_len = start.call_sid_len = start.account_sid_len = 34;
    start.encoding = PP_ENCODING_MULAW;
    CHECK(pp_carrier_write_start(&start, text, sizeof text, &length) == PP_OK);
    CHECK(pp_room_create(&rc, &room) == PP_OK);
    lc.kind = PP_LEG_CARRIER;
    CHECK(pp_leg_create(&lc, text, length, 8000, &leg) == PP_OK && pp_room_add(room, leg, &caller) == PP_OK);
    lc.kind = PP_LEG_PCM, lc.deaf = 1;
    CHECK(pp_leg_create(&lc, NULL, 0, 8000, &leg) == PP_OK && pp_room_add(room, leg, &voice) == PP_OK);
    CHECK(pp_recorder_create(&rec, &recorder) == PP_OK && pp_room_record(room, recorder) == PP_OK);
    CHECK(pp_room_record_consent(room, caller, 1) == PP_OK && pp_room_record_consent(room, voice, 1) == PP_OK);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (uint64_t n = 0; n < ticks; n++) {
        uint64_t now = n * 20000 + draw(3000), clock = n * 20000 + n * 20000 / 12500;
        pp_status got;
        while ((said + 1) * 20000 <= clock) {
            losing = losing ? draw(3) > 0 : draw(57) == 0;
            if (!losing) {
                CHECK(pp_carrier_write_track_media(said + 2, sid, 34, PP_CARRIER_INBOUND, said + 1, said * 20,
                                                   codes[said % 64], 160, text, sizeof text, &length) == PP_OK);
                CHECK(pp_room_message(room, caller, text, length, now) == PP_OK);
            }
            said++;
        }
        if (n % 350 < 175) {
            if (n % 350 == 0) item++;
            CHECK(pp_room_write(room, voice, item, codes[n % 64], 160, n % 350 == 174, &taken) == PP_OK);
        }
        if (n % 1050 == 100) CHECK(pp_room_flush(room, voice, now) == PP_OK);
        CHECK(pp_room_tick(room, now, NULL) == PP_OK);
        while ((got = pp_room_poll(room, buffer, sizeof buffer, &out)) > PP_ROOM_WAIT) {
            mix(buffer, out.len);
            if (got == PP_ROOM_MESSAGE) messages++;
            if (got == PP_ROOM_RECORD) recorded += out.len;
            if (got == PP_ROOM_EVENT) {
                uint64_t told[4] = {out.event, out.position, out.value, out.extra};
                mix((uint8_t *)told, sizeof told);
                heard += out.event == PP_EVENT_HEARD;
            }
            if (got == PP_ROOM_MESSAGE && out.len < 200 && out.len > 16 && !memcmp(buffer + 10, "mark", 4)) {
                /* It comes back after the prefill. */
                CHECK(pp_room_message(room, caller, buffer, out.len, now + 21000) == PP_OK);
            }
        }
        CHECK(got == PP_ROOM_WAIT);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    CHECK(heard > 0 && recorded > ticks * 600);
    pp_room_destroy(room);
    printf("note: %lu h in %.1f s, %lu messages, %lu items heard, %lu bytes recorded, hash %016lx\n",
           (unsigned long)hours, (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9,
           (unsigned long)messages, (unsigned long)heard, (unsigned long)recorded, (unsigned long)hash);
    return 0;
}
