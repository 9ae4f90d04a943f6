/* What a hostile host passes. Lengths never lie about memory that exists, since no callee could notice; everything else
 * is fair: null, misaligned, overlapping, half a struct, sizes beyond all memory. */
#ifndef HOSTILE_H
#define HOSTILE_H

#include "handles.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA (1 << 17)
static uint8_t *arena;    /* inputs and outputs come from one block, so that they overlap at times     */
static size_t room_left;  /* bytes from the pointer chosen last to the end of the block                */
static uint64_t state = 1;
static uint64_t calls, refused;

static inline uint32_t draw(uint32_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((state >> 33) % below);
}

static inline uint64_t any_u64(void) {
    static const uint64_t some[] = {0, 1, 2, 3, 4, 7, 8, 20, 100, 160, 320, 960, 1000, 8000, 16000, 24000, 48000, 65535,
                                    65536, 1u << 31, UINT32_MAX, 1ull << 32, 1ull << 62, INT64_MAX, 1ull << 63, UINT64_MAX};
    if (draw(5) == 0) return 0; /* the default of most things */
    return draw(4) ? some[draw(sizeof some / sizeof *some)] : (uint64_t)draw(UINT32_MAX) << draw(33);
}

static inline double any_real(void) {
    static const double some[] = {0, -0.0, 1, -1, 0.5, 8, 8.1, 1e-40, 1e30, -1e300};
    uint32_t i = draw(12);
    return i == 10 ? NAN : i == 11 ? INFINITY : some[i];
}

/* A place for elements of `size` bytes: null, misaligned, near the end of the block, or ordinary. */
static inline void *any_place(size_t size) {
    room_left = 0;
    if (draw(12) == 0) return NULL;
    size_t at = draw(3) ? draw(64) * 16 : draw(3) ? draw(ARENA / 16) * 16 : ARENA - draw(40) / (uint32_t)size * size;
    if (draw(10) == 0) at += draw(8);
    if (at > ARENA) at = ARENA;
    room_left = (ARENA - at) / size;
    return arena + at;
}

/* Something that makes sense: messages for the Room's caller, base64, an Opus packet. */
static inline void *any_text(size_t *length) {
#define M(event, rest) "{\"event\":\"" event "\",\"sequenceNumber\":\"2\",\"streamSid\":\"MZ1\"" rest "}"
    static const char *const texts[] = {
        START, M("media", ",\"media\":{\"track\":\"inbound\",\"chunk\":\"1\",\"timestamp\":\"20\",\"payload\":\"//9/f/8A\"}"),
        M("dtmf", ",\"dtmf\":{\"track\":\"inbound_track\",\"digit\":\"1\"}"), M("mark", ",\"mark\":{\"name\":\"x\"}"),
        M("stop", ",\"stop\":{\"accountSid\":\"AC1\",\"callSid\":\"CA1\"}"), "QUJD", "159#", "\x78", ""};
#undef M
    uint32_t i = draw(20) == 0 ? 4 : draw(sizeof texts / sizeof *texts);
    if (i == 4 && draw(4)) i = 1; /* after a stop little is tried */
    *length = strlen(texts[i]);
    return (void *)texts[i];
}

/* A length that fits what any_place gave, or one that no memory has. */
static inline size_t any_length(size_t size) {
    static const size_t some[] = {0, 1, 2, 3, 40, 79, 80, 159, 160, 161, 320, 480, 960, 1275, 1276, 2880, 3832, 5760, 60000};
    if (draw(12) == 0) return draw(2) ? SIZE_MAX - draw(3) : ((size_t)PTRDIFF_MAX / size) + 1 + draw(3);
    size_t length = draw(3) ? some[draw(sizeof some / sizeof *some)] : draw(4096);
    return length < room_left ? length : room_left;
}

/* A struct with a hostile size field and contents between zero and noise, in a heap block that ends where it says. */
static inline void *any_struct(size_t size) {
    if (draw(12) == 0) return NULL;
    uint32_t says = draw(3) ? (uint32_t)size : draw(2) ? draw((uint32_t)size + 1) : (uint32_t)size + draw(64);
    size_t real = says > 4 ? says : 4;
    uint8_t *made = malloc(real + 16);
    memset(made, 0, real + 16);
    bool calm = draw(3) == 0; /* all defaults but a choice or two, so that creates succeed at times */
    for (size_t i = 4; i + 4 <= real; i += 4) {
        uint32_t word = calm ? (i <= 8 ? draw(5) : 0) : draw(3) == 0 ? (uint32_t)any_u64() : draw(2) ? draw(5) : 0;
        if (draw(8)) memcpy(made + i, &word, 4);
    }
    memcpy(made, &says, 4);
    /* To its exact length, so that the sanitizer sees a read behind it. */
    return realloc(made, real);
}

#endif
