/* A room of three, in virtual time: each speaks a tone, and writes what it hears to a WAV file.
 *
 *     room PREFIX
 *
 * PREFIX-1.wav, -2.wav and -3.wav hold two seconds of 16-bit sound at 8 kHz: the two others' tones and not one's own.
 * Build: cc room.c -o room $(pkg-config --cflags --libs phonepatch) -lm */
#include <phonepatch.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARTIES 3
#define RATE 8000
#define SECONDS 2
#define FRAME (RATE / 50)

static const double TONES[PARTIES] = {440, 660, 880};

static void check(pp_status status, const char *what) {
    if (status >= PP_OK) return;
    fprintf(stderr, "room: %s: %s\n", what, pp_status_text(status));
    exit(1);
}

static void little(uint8_t *at, uint32_t value, int width) {
    for (int i = 0; i < width; i++) at[i] = (uint8_t)(value >> (8 * i));
}

static void write_wav(const char *prefix, int party, const uint8_t *sound, size_t size) {
    char path[512];
    uint8_t head[44] = "RIFF....WAVEfmt ....\1\0\1\0........\2\0\20\0data";
    snprintf(path, sizeof path, "%s-%d.wav", prefix, party + 1);
    little(head + 4, 36 + (uint32_t)size, 4);
    little(head + 16, 16, 4);
    little(head + 24, RATE, 4);
    little(head + 28, RATE * 2, 4);
    little(head + 40, (uint32_t)size, 4);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(head, 1, 44, file) != 44 || fwrite(sound, 1, size, file) != size || fclose(file)) {
        perror(path);
        exit(1);
    }
}

int main(int argc, char **argv) {
    static int16_t speech[PARTIES][RATE * SECONDS];
    static uint8_t heard[PARTIES][RATE * SECONDS * 2];
    size_t filled[PARTIES] = {0};
    pp_leg_id ids[PARTIES];
    pp_room *room;
    if (argc != 2) {
        fprintf(stderr, "usage: room PREFIX\n");
        return 2;
    }

    pp_room_config config = PP_SIZED(pp_room_config);
    check(pp_room_create(&config, &room), "create");
    for (int p = 0; p < PARTIES; p++) {
        pp_leg_config about = PP_SIZED(pp_leg_config);
        pp_leg *leg;
        about.kind = PP_LEG_PCM;
        about.encoding = PP_ENCODING_L16;
        check(pp_leg_create(&about, NULL, 0, RATE, &leg), "leg");
        check(pp_room_add(room, leg, &ids[p]), "add"); /* the Room owns the leg from here on */
        for (int i = 0; i < RATE * SECONDS; i++)
            speech[p][i] = (int16_t)lrint(8000 * sin(2 * 3.14159265358979 * TONES[p] * i / RATE));
        size_t taken;
        check(pp_room_write(room, ids[p], 1, (const uint8_t *)speech[p], sizeof speech[p], 1, &taken), "write");
    }

    /* The host's clock: here it runs as fast as the machine; with sleep_until(wake) it would be real time. */
    uint64_t now = 0;
    for (int frame = 0; frame < SECONDS * 50; frame++) {
        uint8_t buffer[PP_ROOM_OUTPUT_MAX];
        pp_room_output out = PP_SIZED(pp_room_output);
        pp_status got;
        check(pp_room_tick(room, now, NULL), "tick");
        while ((got = pp_room_poll(room, buffer, sizeof buffer, &out)) > PP_ROOM_WAIT) {
            if (got != PP_ROOM_AUDIO) continue;
            for (int p = 0; p < PARTIES; p++) {
                if (out.leg != ids[p] || filled[p] + out.len > sizeof heard[p]) continue;
                memcpy(heard[p] + filled[p], buffer, out.len);
                filled[p] += out.len;
            }
        }
        check(got, "poll");
        now = out.wake_us;
    }
    for (int p = 0; p < PARTIES; p++) write_wav(argv[1], p, heard[p], filled[p]);
    pp_room_destroy(room); /* and its legs */
    return 0;
}
