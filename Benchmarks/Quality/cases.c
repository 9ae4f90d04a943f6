/* Ten telling cases through libphonepatch, for `spectrograms`: cases FOLDER.
 *
 * Reads FOLDER/speech8.raw and speech16.raw (the same speech, s16, 8 and 16 kHz, 12 s or more) and other8.raw; writes
 * CASE.SIDE.raw, and CASE.txt with a line for each moment to be marked: SIDE SECONDS WHAT. */
#include <phonepatch.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST(call)                                                                  \
    do {                                                                            \
        pp_status status_ = (call);                                                 \
        if (status_ < 0) {                                                          \
            fprintf(stderr, "cases: %s: %s\n", #call, pp_status_text(status_));     \
            exit(1);                                                                \
        }                                                                           \
    } while (0)

enum { FRAMES = 600 };
static int16_t speech8[FRAMES][160], speech16[FRAMES][320], other8[FRAMES][160];
static const char *folder;
static FILE *marks;
static uint32_t seed = 1;

static FILE *file(const char *name, const char *mode) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *opened = fopen(path, mode);
    if (!opened) perror(path), exit(1);
    return opened;
}

static void load(const char *name, void *to, size_t size) {
    FILE *in = file(name, "rb");
    if (fread(to, 1, size, in) != size) fprintf(stderr, "cases: %s is too short\n", name), exit(1);
    fclose(in);
}

static void begin(const char *name) {
    char text[100];
    snprintf(text, sizeof text, "%s.txt", name);
    marks = file(text, "w");
}

static void mark(const char *side, double frame, const char *what) { fprintf(marks, "%s %.3f %s\n", side, frame / 50, what); }

static void save(FILE *out, const int16_t *pcm, size_t samples) {
    if (fwrite(pcm, 2, samples, out) != samples) perror("cases"), exit(1);
}

static double noise(void) {
    seed = seed * 1664525u + 1013904223u;
    return (double)(int32_t)seed / 2147483648.0;
}

static int16_t clamp(double value) { return (int16_t)(value > 32767 ? 32767 : value < -32768 ? -32768 : value); }

/* Jitter buffer -------------------------------------------------------------------------------------------------- */

static uint8_t mulaw[FRAMES][160];

typedef struct { uint8_t bytes[FRAMES][1500]; size_t lengths[FRAMES]; } packets;
static packets with_fec, without_fec;

static void encode(packets *out, uint32_t fec) {
    pp_opus_encoder_config config = PP_SIZED(pp_opus_encoder_config);
    pp_opus_encoder *encoder = NULL;
    config.sample_rate = 16000, config.bitrate = 32000, config.fec = fec, config.expected_loss = 15;
    MUST(pp_opus_encoder_create(&config, &encoder));
    for (int i = 0; i < FRAMES; i++)
        MUST(pp_opus_encoder_encode(encoder, speech16[i], 320, out->bytes[i], sizeof out->bytes[i], &out->lengths[i]));
    pp_opus_encoder_destroy(encoder);
}

/* When packet i arrives, in ms after it was sent; negative: never. */
typedef double (*network)(int i);

static double burst(int i) { return i == 101 || i == 102 || i == 103 || i == 104 || i == 105 ? -1 : 20; }
static double single(int i) { return i > 20 && i % 6 == 2 ? -1 : 20; }
static double scattered(int i) { return i == 60 || i == 85 || i == 86 || i == 104 || i == 105 || i == 106 ? -1 : 20; }

/* `opus` is null for mu-law. */
static void receive(const char *name, const char *side, const packets *opus, network delay) {
    char text[100];
    uint32_t rate = opus ? 16000 : 8000;
    int16_t pcm[320];
    pp_jitter_config config = PP_SIZED(pp_jitter_config);
    pp_jitter *jitter = NULL;
    pp_jitter_counts counts = PP_SIZED(pp_jitter_counts);
    uint64_t recovered = 0;
    static char taken[FRAMES];
    memset(taken, 0, sizeof taken);
    config.codec = opus ? PP_JITTER_OPUS : PP_ENCODING_MULAW, config.transport = PP_JITTER_DATAGRAM;
    config.clock_rate = config.sample_rate = rate;
    MUST(pp_jitter_create(&config, &jitter));
    snprintf(text, sizeof text, "%s.%s.raw", name, side);
    FILE *out = file(text, "wb");
    for (int n = 0; n < FRAMES; n++) {
        uint64_t now = (uint64_t)n * 20000 + 5000;
        for (int i = 0; i < FRAMES; i++) {
            double late = delay(i);
            if (taken[i] || late < 0 || (i * 20 + late) * 1000 > (double)now) continue;
            MUST(opus ? pp_jitter_insert(jitter, (uint16_t)i, (uint32_t)i * 960, opus->bytes[i], opus->lengths[i], now)
                      : pp_jitter_insert(jitter, (uint16_t)i, (uint32_t)i * 160, mulaw[i], 160, now));
            taken[i] = 1;
        }
        pp_status got = pp_jitter_pull(jitter, now, pcm, rate / 50, NULL);
        MUST(got);
        save(out, pcm, rate / 50);
        MUST(pp_jitter_stats_lifetime(jitter, &counts));
        if (counts.recovered > recovered) mark(side, n, "recovered");
        else if (got == PP_JITTER_CONCEALED) mark(side, n, "concealed");
        else if (got == PP_JITTER_STRETCHED) mark(side, n, "stretched");
        recovered = counts.recovered;
    }
    fclose(out);
    pp_jitter_destroy(jitter);
}

static void sent(const char *name, int is_opus, network delay) {
    char text[100];
    snprintf(text, sizeof text, "%s.sent.raw", name);
    FILE *out = file(text, "wb");
    is_opus ? save(out, speech16[0], FRAMES * 320) : save(out, speech8[0], FRAMES * 160);
    fclose(out);
    for (int i = 0; i < FRAMES; i++)
        if (delay && delay(i) < 0) mark("sent", i, "lost");
}

/* An ordered stream that stands still for 300 ms from a frame on. */
static void stall(const char *name, int from) {
    int16_t pcm[160];
    pp_jitter_config config = PP_SIZED(pp_jitter_config);
    pp_jitter *jitter = NULL;
    pp_jitter_now state = PP_SIZED(pp_jitter_now);
    char text[100];
    snprintf(text, sizeof text, "%s.played.raw", name);
    begin(name);
    sent(name, 0, NULL);
    config.codec = PP_ENCODING_MULAW, config.transport = PP_JITTER_STREAM;
    MUST(pp_jitter_create(&config, &jitter));
    FILE *out = file(text, "wb");
    for (int n = 0, next = 0; n < FRAMES; n++) {
        int is_stalled = n >= from && n < from + 15;
        for (; next <= n && !is_stalled; next++)
            MUST(pp_jitter_append(jitter, mulaw[next], 160, next * 160, (uint64_t)n * 20000));
        pp_status got = pp_jitter_pull(jitter, (uint64_t)n * 20000 + 1000, pcm, 160, NULL);
        MUST(got);
        if (is_stalled) mark("sent", n, "stalled");
        if (got == PP_JITTER_STARVED && n > 20) mark("played", n, "starved");
        if (got == PP_JITTER_CONCEALED) mark("played", n, "concealed");
        if (got == PP_JITTER_STRETCHED) mark("played", n, "stretched");
        MUST(pp_jitter_stats_now(jitter, &state));
        fprintf(marks, "delay-played %.3f %.1f\n", (double)n / 50, (double)state.buffered_us / 1000 + 20);
        save(out, pcm, 160);
    }
    fclose(out);
    pp_jitter_destroy(jitter);
}

/* Ten minutes from a sender whose clock is 500 ppm fast; the last six seconds are kept, and the delay of each second. */
static void drift(void) {
    enum { TICKS = 50 * FRAMES, KEPT = 300 };
    int16_t pcm[160];
    pp_jitter_config config = PP_SIZED(pp_jitter_config);
    pp_jitter_now state = PP_SIZED(pp_jitter_now);
    pp_jitter *jitter = NULL;
    int next = 0;
    begin("drift");
    config.codec = PP_ENCODING_MULAW, config.transport = PP_JITTER_DATAGRAM;
    MUST(pp_jitter_create(&config, &jitter));
    FILE *out = file("drift.played.raw", "wb"), *in = file("drift.sent.raw", "wb");
    for (int n = 0; n < TICKS; n++) {
        uint64_t now = (uint64_t)n * 20000 + 5000;
        for (; next * 20000 * (1 - 500e-6) + 20000 <= (double)now; next++) {
            MUST(pp_jitter_insert(jitter, (uint16_t)next, (uint32_t)next * 160, mulaw[next % FRAMES], 160, now));
            if (n >= TICKS - KEPT) save(in, speech8[next % FRAMES], 160);
        }
        pp_status got = pp_jitter_pull(jitter, now, pcm, 160, NULL);
        MUST(got);
        MUST(pp_jitter_stats_now(jitter, &state));
        if (n % 50 == 49) {
            fprintf(marks, "held %d %.1f\n", n / 50, (double)state.buffered_us / 1000 + 20);
            fprintf(marks, "gained %d %d\n", n / 50, (next - n) * 20);
        }
        if (n < TICKS - KEPT) continue;
        if (got == PP_JITTER_CONCEALED) mark("played", n - (TICKS - KEPT), "concealed");
        if (got == PP_JITTER_STRETCHED) mark("played", n - (TICKS - KEPT), "stretched");
        save(out, pcm, 160);
    }
    fclose(out), fclose(in);
    pp_jitter_destroy(jitter);
}

/* The Room ------------------------------------------------------------------------------------------------------- */

static pp_leg_id add(pp_room *room, const pp_leg_config *config, const void *start, size_t length) {
    pp_leg *leg = NULL;
    pp_leg_id id = 0;
    MUST(pp_leg_create(config, start, length, 8000, &leg));
    MUST(pp_room_add(room, leg, &id));
    return id;
}

/* A PCM leg's sound before and behind its chain: `near` is what it says, `far` what it is played. */
static void chain(const char *name, const pp_leg_config *with, int16_t (*near)[160], int16_t (*far)[160]) {
    static uint8_t buffer[PP_ROOM_OUTPUT_MAX];
    char text[100];
    size_t taken;
    pp_room_config config = PP_SIZED(pp_room_config);
    pp_leg_config other = PP_SIZED(pp_leg_config);
    pp_room *room = NULL;
    pp_room_output out = PP_SIZED(pp_room_output);
    MUST(pp_room_create(&config, &room));
    other.kind = PP_LEG_PCM, other.encoding = PP_ENCODING_L16;
    pp_leg_id party = add(room, with, NULL, 0), voice = add(room, &other, NULL, 0);
    MUST(pp_room_set_tap(room, party, PP_TAP_PROCESSED));
    snprintf(text, sizeof text, "%s.after.raw", name);
    FILE *after = file(text, "wb");
    snprintf(text, sizeof text, "%s.before.raw", name);
    FILE *before = file(text, "wb");
    save(before, near[0], FRAMES * 160);
    for (int n = 0; n < FRAMES; n++) {
        MUST(pp_room_write(room, party, 1, (const uint8_t *)near[n], 320, 0, &taken));
        if (far) MUST(pp_room_write(room, voice, 1, (const uint8_t *)far[n], 320, 0, &taken));
        MUST(pp_room_tick(room, (uint64_t)n * 20000, NULL));
        pp_status got;
        while ((got = pp_room_poll(room, buffer, sizeof buffer, &out)) > PP_ROOM_WAIT)
            if (got == PP_ROOM_TAP) save(after, (const int16_t *)buffer, out.len / 2);
        MUST(got);
    }
    fclose(after), fclose(before);
    pp_room_destroy(room);
}

static void suppress(void) {
    static int16_t noisy[FRAMES][160];
    pp_leg_config config = PP_SIZED(pp_leg_config);
    double pink = 0;
    begin("noise");
    for (int n = 0; n < FRAMES; n++)
        for (int i = 0; i < 160; i++) {
            pink = 0.8 * pink + noise() * 320;
            noisy[n][i] = clamp(speech8[n][i] * 0.6 + pink + 250 * sin(6.283185307179586 * 150 * (n * 160 + i) / 8000));
        }
    config.kind = PP_LEG_PCM, config.encoding = PP_ENCODING_L16, config.noise_suppression_db = 18;
    chain("noise", &config, noisy, NULL);
}

static double sample(int16_t (*frames)[160], int at) { return frames[at / 160][at % 160]; }

static void echo(void) {
    static int16_t near[FRAMES][160], far[FRAMES][160];
    pp_leg_config config = PP_SIZED(pp_leg_config);
    begin("echo");
    for (int n = 0; n < FRAMES; n++) memcpy(far[n], speech8[n], sizeof far[n]);
    for (int at = 0; at < FRAMES * 160; at++) {
        double back = 0;
        /* 55 ms later, over a path of three reflections; from 6 s on the party speaks itself. */
        static const struct { int delay; double gain; } path[] = {{440, 0.35}, {480, -0.18}, {555, 0.12}};
        for (int k = 0; k < 3; k++)
            if (at >= path[k].delay) back += path[k].gain * sample(far, at - path[k].delay);
        near[at / 160][at % 160] = clamp(back + (at >= 48000 ? sample(other8, at - 48000) * 0.7 : 0));
    }
    mark("before", 300, "speaks");
    config.kind = PP_LEG_PCM, config.encoding = PP_ENCODING_L16, config.echo_tail_ms = 128, config.echo_delay_ms = 40;
    FILE *out = file("echo.played.raw", "wb");
    save(out, far[0], FRAMES * 160);
    fclose(out);
    chain("echo", &config, near, far);
}

/* An AI voice speaks to a caller, who begins to speak: 300 ms later it is interrupted. Both sides as they were recorded. */
static void barge_in(void) {
    static uint8_t buffer[PP_ROOM_OUTPUT_MAX], text[2048], tape[FRAMES * 640 + 100000], payload[160];
    static const uint8_t sid[] = "MZ00000000000000000000000000000000";
    size_t length = 0, taken = 0, at = 0, end = 0;
    pp_room_config config = PP_SIZED(pp_room_config);
    pp_carrier_start start = PP_SIZED(pp_carrier_start);
    pp_leg_config phone = PP_SIZED(pp_leg_config), host = PP_SIZED(pp_leg_config);
    pp_recorder_config recording = PP_SIZED(pp_recorder_config);
    pp_recorder *recorder = NULL;
    pp_room *room = NULL;
    pp_room_output out = PP_SIZED(pp_room_output);
    pp_status got;
    begin("barge-in");
    start.stream_sid = start.call_sid = start.account_sid = sid;
    start.stream_sid_len = start.call_sid_len = start.account_sid_len = 34;
    MUST(pp_carrier_write_start(&start, text, sizeof text, &length));
    MUST(pp_room_create(&config, &room));
    phone.kind = PP_LEG_CARRIER, phone.hear = PP_HEAR_SPEECH;
    host.kind = PP_LEG_PCM, host.encoding = PP_ENCODING_L16, host.deaf = 1;
    pp_leg_id caller = add(room, &phone, text, length), voice = add(room, &host, NULL, 0);
    MUST(pp_recorder_create(&recording, &recorder));
    MUST(pp_room_record(room, recorder));
    MUST(pp_room_record_consent(room, caller, 1));
    MUST(pp_room_record_consent(room, voice, 1));
    FILE *sent_file = file("barge-in.written.raw", "wb");
    save(sent_file, speech8[0], FRAMES * 160);
    fclose(sent_file);
    while (end < sizeof speech8) {
        MUST(pp_room_write(room, voice, 1, (const uint8_t *)speech8 + end, sizeof speech8 - end, 1, &taken));
        end += taken;
        if (!taken) break;
    }
    /* Marks come back 80 ms after they were sent. */
    static struct { uint8_t text[200]; size_t length; int due; } echoes[16];
    int interrupt_at = -1, echoed = 0, returned = 0;
    for (int n = 0; n < 300; n++) {
        uint64_t now = (uint64_t)n * 20000;
        int16_t quiet[160] = {0};
        MUST(pp_g711_encode(PP_ENCODING_MULAW, n >= 150 ? other8[n - 150] : quiet, 160, payload, 160, &length));
        MUST(pp_carrier_write_track_media((uint64_t)n + 2, sid, 34, PP_CARRIER_INBOUND, (uint64_t)n + 1, (uint64_t)n * 20,
                                          payload, 160, text, sizeof text, &length));
        MUST(pp_room_message(room, caller, text, length, now));
        for (; returned < echoed && echoes[returned % 16].due <= n; returned++)
            MUST(pp_room_message(room, caller, echoes[returned % 16].text, echoes[returned % 16].length, now));
        if (n == interrupt_at) {
            MUST(pp_room_flush(room, voice, now));
            mark("right", n, "interrupted");
        }
        MUST(pp_room_tick(room, now, NULL));
        do {
            got = pp_room_poll(room, buffer, sizeof buffer, &out);
            if (got == PP_ROOM_RECORD && out.position + out.len <= sizeof tape) {
                memcpy(tape + out.position, buffer, out.len);
                if (out.position + out.len > at) at = out.position + out.len;
            }
            if (got == PP_ROOM_EVENT && out.event == PP_EVENT_SPEECH_STARTED && interrupt_at < 0) {
                mark("left", (double)out.extra / 160, "begins");
                mark("left", n, "told");
                interrupt_at = n + 15;
            }
            if (got == PP_ROOM_EVENT && out.event == PP_EVENT_HEARD) fprintf(marks, "heard %.3f %lu\n", 0.0, (unsigned long)out.extra);
            if (got == PP_ROOM_MESSAGE && out.len < 200 && !memcmp(buffer + 10, "mark", 4)) {
                memcpy(echoes[echoed % 16].text, buffer, out.len);
                echoes[echoed % 16].length = out.len, echoes[echoed++ % 16].due = n + 4;
            }
        } while (got > PP_ROOM_WAIT);
        MUST(got);
        if (n == 299) MUST(pp_room_record_finish(room));
    }
    while (pp_room_poll(room, buffer, sizeof buffer, &out) == PP_ROOM_RECORD) {
        if (out.position + out.len > sizeof tape) continue;
        memcpy(tape + out.position, buffer, out.len);
        if (out.position + out.len > at) at = out.position + out.len;
    }
    FILE *left = file("barge-in.left.raw", "wb"), *right = file("barge-in.right.raw", "wb");
    for (size_t i = 80; i + 4 <= at; i += 4) save(left, (int16_t *)(tape + i), 1), save(right, (int16_t *)(tape + i + 2), 1);
    fclose(left), fclose(right);
    pp_room_destroy(room);
}

/* A greeting, then the beep of a machine, then silence, all in noise. */
static void beep(void) {
    pp_listener_config config = PP_SIZED(pp_listener_config);
    pp_listener *listener = NULL;
    begin("beep");
    config.hear = PP_HEAR_SPEECH | PP_HEAR_BEEP | PP_HEAR_ANSWER;
    MUST(pp_listener_create(&config, &listener));
    FILE *out = file("beep.line.raw", "wb");
    for (int n = 0; n < 300; n++) {
        int16_t pcm[160];
        for (int i = 0; i < 160; i++) {
            int at = n * 160 + i;
            double tone = at >= 33600 && at < 36800 ? 5000 * sin(6.283185307179586 * 1004 * at / 8000) : 0;
            pcm[i] = clamp((n < 190 ? speech8[n][i] * 0.6 : 0) + tone + noise() * 200);
        }
        save(out, pcm, 160);
        for (int half = 0; half < 2; half++) {
            pp_heard heard = PP_SIZED(pp_heard);
            MUST(pp_listener_process(listener, pcm + 80 * half, 80, NULL, 0));
            while (pp_listener_poll(listener, &heard) == PP_OK && heard.kind != PP_HEARD_NOTHING) {
                /* Drawn where the listener says that it was; "told" is when it said so. */
                static const char *const names[] = {"", "speech", "quiet", "digit", "beep", "beep-end", "fax", "tone", "answer"};
                fprintf(marks, "line %.3f %s %.3f %lu\n", (double)heard.position / 8000, names[heard.kind],
                        (double)(n * 2 + half + 1) / 100, (unsigned long)heard.value);
            }
        }
    }
    fclose(out);
    pp_listener_destroy(listener);
}

static void jitter_case(const char *name, const packets *opus, network delay) {
    begin(name);
    sent(name, opus != NULL, delay);
    receive(name, "played", opus, delay);
}

int main(int count, char **given) {
    size_t length;
    if (count != 2) return 2;
    folder = given[1];
    load("speech8.raw", speech8, sizeof speech8);
    load("speech16.raw", speech16, sizeof speech16);
    load("other8.raw", other8, sizeof other8);
    encode(&with_fec, 1), encode(&without_fec, 0);
    for (int i = 0; i < FRAMES; i++) MUST(pp_g711_encode(PP_ENCODING_MULAW, speech8[i], 160, mulaw[i], 160, &length));
    stall("stretch", 280);
    stall("stall", 100);
    jitter_case("burst", &with_fec, burst);
    jitter_case("fec", &with_fec, single);
    receive("fec", "plain", &without_fec, single);
    jitter_case("concealment", NULL, scattered);
    barge_in();
    suppress();
    echo();
    drift();
    beep();
    fclose(marks);
    return 0;
}
