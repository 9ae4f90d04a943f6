/* What both sides of the comparison look like: the same stages in the same order, one frame of 20 ms a call. Each side is
 * compiled with SIDE as its name: ours, plain_o2, plain_o3. */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>
#include <stdint.h>

typedef struct bench_stage {
    const char *name;
    const char *what;
    int exact;         /* 1: both sides give the same bytes, so the driver compares them            */
    int frames;        /* 20 ms frames that one call works on: the figure is for one                */
    const char *over;  /* ours is what this adds to that stage; plain C is the part alone           */
    int calls;         /* of this many, each call of `frame` runs the next; at least 1              */
    int turns;         /* 1: the two sides of the calls take turns, as people do                    */
    void (*make)(void);
    uint64_t (*frame)(unsigned n); /* a sum over what came out; n counts on from make. Null: there is no such side */
} bench_stage;

/* Rows of the lists in stages/. A stage is on both sides, or on ours alone, or adds to another one. */
#define ROW(name, what, exact, frames, make, frame) {name, what, exact, frames, NULL, 1, 0, make, frame}
#define BOTH(name, what, frames, make, frame) ROW(name, what, 0, frames, make, frame)
#define SAME(name, what, frames, make, frame) ROW(name, what, 1, frames, make, frame)
#define CALL(name, what, exact, calls, turns, make, frame) {name, what, exact, 1, NULL, calls, turns, make, frame}
#ifdef PLAIN
#define ALONE(name, what, frames, make, frame) ROW(name, what, 0, frames, NULL, NULL)
#define ALONE_ADDED(name, what, over, make, frame) {name, what, 0, 1, over, 1, 0, NULL, NULL}
#else
#define ALONE BOTH
#define ALONE_ADDED ADDED
#endif
#define ADDED(name, what, over, make, frame) {name, what, 0, 1, over, 1, 0, make, frame}

/* By theme, each list ended by a row without a name. */
#define THEMES(T) T(codec) T(carrier) T(sound) T(jitter) T(legs) T(seal) T(voice) T(rooms) T(calls)
#define DECLARED(theme) extern const bench_stage ours_##theme[], plain_o2_##theme[], plain_o3_##theme[];
THEMES(DECLARED)
#define JOINED(side, theme) side##_##theme
#define NAMED(side, theme) JOINED(side, theme)
#define LIST(theme) NAMED(SIDE, theme)

/* Inputs that neither side makes for itself: `sounds` frames of speech, again and again. */
#define SOUNDS_MAX 500
extern int sounds;
extern int16_t sound8[SOUNDS_MAX][160], sound16[SOUNDS_MAX][320], sound48[SOUNDS_MAX][960];
extern uint8_t mulaw_frames[SOUNDS_MAX][160];
extern uint8_t opus8_packets[SOUNDS_MAX][1276], opus48_packets[SOUNDS_MAX][1276];
extern int opus8_lengths[SOUNDS_MAX], opus48_lengths[SOUNDS_MAX];

/* What arrives in each tick: a carrier's messages of two streams, and a Discord user's datagram; length 0 for none. Only
 * the ticks that prepare was last called for are there, in a ring. */
#define TICKS 2048
extern char messages[2][TICKS][512];
extern int message_lengths[2][TICKS];
extern uint8_t datagrams[TICKS][1400];
extern int datagram_lengths[TICKS];
void prepare(int turns, unsigned from, unsigned count);
/* Of the time, how much each side speaks when they take turns. */
extern double caller_activity, user_activity;

void make_inputs(void);
void dump_inputs(const char *folder);

/* How a bridged call is coded on its Discord side. */
typedef struct call_setting {
    int rate;        /* of Opus; 8000: no resampler                                                 */
    int music;       /* 1: OPUS_APPLICATION_AUDIO                                                   */
    int bitrate;
    int complexity;
    int channels;    /* of what is sent                                                             */
    int loss;        /* per cent expected; above 0 with FEC                                         */
    int quality;     /* of speexdsp                                                                 */
} call_setting;
extern const call_setting settings[];
enum { DISCORD_PY, VOIP_48_10, VOIP_48_5, MUSIC_48_5, VOIP_8_5, VOIP_8_0, MUSIC_8_5 };

/* The first secret of a DAVE sender, and the user who sends with it. */
#define DAVE_BASE {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
#define DAVE_USER 77
#define USER_SSRC 10

#define SID "MZ0123456789abcdef0123456789abcdef"

/* FNV-1a over the first and last bytes: cheap beside any stage, and it keeps the work from being optimised away. */
static inline uint64_t sum_of(const void *bytes, size_t length) {
    const uint8_t *at = bytes;
    uint64_t sum = 14695981039346656037u ^ length;
    for (size_t i = 0; i < length; i += length > 64 ? 31 : 1) sum = (sum ^ at[i]) * 1099511628211u;
    return sum;
}

#endif
