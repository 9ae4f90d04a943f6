/* Writes recordings of a Room as a host does: `Tests/ABI/run record FOLDER FRAMES`. `recordings` has others read them.
 *
 * Two voices of the host, each a tone that rises in pieces, at every rate, in WAV and in Ogg, in stereo and in
 * tracks. */
#include <phonepatch.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                      \
    do {                                                                      \
        if (!(condition)) {                                                   \
            fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                          \
        }                                                                     \
    } while (0)

static uint8_t buffer[PP_ROOM_OUTPUT_MAX];
static FILE *files[2];

static pp_status poll_all(pp_room *room) {
    pp_room_output out = PP_SIZED(pp_room_output);
    pp_status got;
    while ((got = pp_room_poll(room, buffer, sizeof buffer, &out)) > PP_ROOM_WAIT) {
        if (got != PP_ROOM_RECORD) continue;
        CHECK(out.value < 2 && !fseek(files[out.value], (long)out.position, SEEK_SET));
        CHECK(fwrite(buffer, 1, out.len, files[out.value]) == out.len);
    }
    return got;
}

/* 120 ms of each 200, rising from 600 to 1800 Hz within 2 s. */
static int16_t rising(double seconds) {
    double t = fmod(seconds, 2);
    return fmod(seconds, 0.2) < 0.12 ? (int16_t)(9000 * sin(6.283185307179586 * (600 + 300 * t) * t)) : 0;
}

static void record(const char *folder, uint32_t container, uint32_t layout, uint32_t rate, uint64_t frames) {
    static int16_t sound[2][960];
    char path[512];
    size_t taken = 0;
    pp_room *room = NULL;
    pp_recorder *recorder = NULL;
    pp_leg_id ids[2];
    pp_room_config rc = PP_SIZED(pp_room_config);
    pp_recorder_config config = PP_SIZED(pp_recorder_config);
    for (uint32_t i = 0; i < layout; i++) {
        snprintf(path, sizeof path, "%s/%s-%u-%u.%s", folder, layout == PP_RECORD_STEREO ? "stereo" : "track", rate, i,
                 container == PP_RECORD_OGG ? "opus" : "wav");
        CHECK((files[i] = fopen(path, "wb")) != NULL);
    }
    rc.sample_rate = rate;
    CHECK(pp_room_create(&rc, &room) == PP_OK);
    for (int i = 0; i < 2; i++) {
        pp_leg_config lc = PP_SIZED(pp_leg_config);
        pp_leg *leg = NULL;
        lc.kind = PP_LEG_PCM, lc.encoding = PP_ENCODING_L16;
        CHECK(pp_leg_create(&lc, NULL, 0, rate, &leg) == PP_OK && pp_room_add(room, leg, &ids[i]) == PP_OK);
    }
    config.container = container, config.layout = layout, config.sample_rate = rate, config.tracks = 2;
    CHECK(pp_recorder_create(&config, &recorder) == PP_OK && pp_room_record(room, recorder) == PP_OK);
    for (int i = 0; i < 2; i++) CHECK(pp_room_record_consent(room, ids[i], 1) == PP_OK);
    for (uint64_t n = 0; n < frames; n++) {
        for (int i = 0; i < 2; i++) {
            for (uint32_t k = 0; k < rate / 50; k++)
                sound[i][k] = rising((double)(n * rate / 50 + k) / rate + 0.7 * i);
            CHECK(pp_room_write(room, ids[i], n / 100, (const uint8_t *)sound[i], rate / 25, 0, &taken) == PP_OK);
        }
        CHECK(pp_room_tick(room, n * 20000, NULL) == PP_OK);
        CHECK(poll_all(room) == PP_ROOM_WAIT);
    }
    CHECK(pp_room_record_finish(room) == PP_OK && poll_all(room) == PP_ROOM_WAIT);
    pp_room_destroy(room);
    for (uint32_t i = 0; i < layout; i++) CHECK(fclose(files[i]) == 0);
}

int main(int count, char **given) {
    static const uint32_t rates[] = {8000, 16000, 24000, 48000};
    CHECK(count == 3);
    for (uint32_t i = 0; i < 4; i++)
        for (uint32_t container = PP_RECORD_WAV; container <= PP_RECORD_OGG; container++)
            for (uint32_t layout = PP_RECORD_STEREO; layout <= PP_RECORD_TRACKS; layout++)
                record(given[1], container, layout, rates[i], strtoull(given[2], NULL, 10));
    return 0;
}
