/* Samples of 1 to 4 bytes, signed, in the machine's byte order (little-endian: see base.h), as numbers of their own
 * width and as numbers of 32 bits with the sample at the top. */
#ifndef PHONEPATCH_AUDIOOP_SAMPLES_H
#define PHONEPATCH_AUDIOOP_SAMPLES_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Runs the block with W as a constant, so that each width gets a loop of its own. */
#define FOR_WIDTH(width, ...)                                                                                         \
    switch (width) {                                                                                                  \
    case 1: { enum { W = 1 }; __VA_ARGS__ } break;                                                                    \
    case 2: { enum { W = 2 }; __VA_ARGS__ } break;                                                                    \
    case 3: { enum { W = 3 }; __VA_ARGS__ } break;                                                                    \
    default: { enum { W = 4 }; __VA_ARGS__ } break;                                                                   \
    }

static inline int32_t sample(const uint8_t *bytes, Py_ssize_t index, int width) {
    const uint8_t *at = bytes + index * width;
    int16_t two;
    int32_t four;
    switch (width) {
    case 1: return (int8_t)at[0];
    case 2: return memcpy(&two, at, 2), two;
    case 3: return (int32_t)((uint32_t)at[0] << 8 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 24) >> 8;
    default: return memcpy(&four, at, 4), four;
    }
}

static inline void put(uint8_t *bytes, Py_ssize_t index, int width, int32_t value) {
    uint8_t *at = bytes + index * width;
    int16_t two = (int16_t)value;
    switch (width) {
    case 1: at[0] = (uint8_t)value; break;
    case 2: memcpy(at, &two, 2); break;
    case 3: at[0] = (uint8_t)value, at[1] = (uint8_t)(value >> 8), at[2] = (uint8_t)(value >> 16); break;
    default: memcpy(at, &value, 4);
    }
}

static inline int32_t sample32(const uint8_t *bytes, Py_ssize_t index, int width) {
    return (int32_t)((uint32_t)sample(bytes, index, width) << (32 - 8 * width));
}

static inline void put32(uint8_t *bytes, Py_ssize_t index, int width, int32_t value) {
    put(bytes, index, width, value >> (32 - 8 * width));
}

static inline double highest(int width) { return (double)(((int64_t)1 << (8 * width - 1)) - 1); }
static inline double lowest(int width) { return -(double)((int64_t)1 << (8 * width - 1)); }

/* Rounded down and held within the width. */
static inline int32_t bounded(double value, int width) {
    if (value > highest(width)) value = highest(width);
    else if (value < lowest(width) + 1.0) value = lowest(width);
    return (int32_t)floor(value);
}

#endif
