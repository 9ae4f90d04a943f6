/* mu-law, A-law and Intel/DVI ADPCM, with the rounding of Python's module; pp_g711_encode follows ITU-T G.191. */
#include "call.h"
#include "samples.h"

/* 0 … 7 for the segment that `size` falls into, 8 above; segment 0 holds values of `bits` bits. */
static inline int segment(int size, int bits) {
    int length = 32 - __builtin_clz((unsigned)size | 1);
    return length <= bits ? 0 : length - bits > 8 ? 8 : length - bits;
}

static inline uint8_t to_ulaw(int value) { /* 14 bits */
    uint8_t mask = 0xFF;
    if (value < 0) {
        value = -value;
        mask = 0x7F;
    }
    if (value > 8159) value = 8159;
    value += 0x84 >> 2;
    int at = segment(value, 6);
    return at >= 8 ? 0x7F ^ mask : (uint8_t)((at << 4 | ((value >> (at + 1)) & 15)) ^ mask);
}

static int from_ulaw(uint8_t code) {
    code = (uint8_t)~code;
    int size = (((code & 15) << 3) + 0x84) << ((code & 0x70) >> 4);
    return code & 0x80 ? 0x84 - size : size - 0x84;
}

static inline uint8_t to_alaw(int value) { /* 13 bits */
    uint8_t mask = 0xD5;
    if (value < 0) {
        value = -value - 1;
        mask = 0x55;
    }
    int at = segment(value, 5);
    return at >= 8 ? 0x7F ^ mask : (uint8_t)((at << 4 | ((value >> (at < 2 ? 1 : at)) & 15)) ^ mask);
}

static int from_alaw(uint8_t code) {
    code ^= 0x55;
    int at = (code & 0x70) >> 4;
    int size = (code & 15) << 4;
    size = at == 0 ? size + 8 : (size + 0x108) << (at - 1);
    return code & 0x80 ? size : -size;
}

static int16_t ulaw_values[256], alaw_values[256];

void audioop_tables(void) {
    for (int code = 0; code < 256; code++) {
        ulaw_values[code] = (int16_t)from_ulaw((uint8_t)code);
        alaw_values[code] = (int16_t)from_alaw((uint8_t)code);
    }
}

/* Inlined with its law, so that the loop calls nothing. */
static inline __attribute__((always_inline)) PyObject *encode(const char *name, PyObject *const *args, Py_ssize_t given, int bits, uint8_t (*code)(int)) {
    fragment f;
    if (arity(name, given, 2, 2) || take_fragment(name, args, &f)) return NULL;
    PyObject *result = PyBytes_FromStringAndSize(NULL, f.count);
    if (result) {
        uint8_t *to = (uint8_t *)PyBytes_AsString(result);
        UNLOCKED(f.size, FOR_WIDTH(f.width, for (Py_ssize_t i = 0; i < f.count; i++)
                                                to[i] = code(sample32(f.bytes, i, W) >> (32 - bits));));
    }
    done(&f);
    return result;
}

static PyObject *decode(const char *name, PyObject *const *args, Py_ssize_t given, const int16_t *values) {
    fragment f;
    int width;
    if (arity(name, given, 2, 2) || take_bytes(name, 1, args[0], &f)) return NULL;
    PyObject *result = NULL;
    if (take_int(args[1], &width) || check_width(width)) goto out;
    if (f.size > PY_SSIZE_T_MAX / width) {
        PyErr_SetString(PyExc_MemoryError, "not enough memory for output buffer");
        goto out;
    }
    if (!(result = PyBytes_FromStringAndSize(NULL, f.size * width))) goto out;
    uint8_t *to = (uint8_t *)PyBytes_AsString(result);
    UNLOCKED(f.size, FOR_WIDTH(width, for (Py_ssize_t i = 0; i < f.size; i++)
                                          put32(to, i, W, (int32_t)((uint32_t)values[f.bytes[i]] << 16));));
out:
    done(&f);
    return result;
}

FUNCTION(lin2ulaw) { (void)module; return encode("lin2ulaw", args, given, 14, to_ulaw); }
FUNCTION(lin2alaw) { (void)module; return encode("lin2alaw", args, given, 13, to_alaw); }
FUNCTION(ulaw2lin) { (void)module; return decode("ulaw2lin", args, given, ulaw_values); }
FUNCTION(alaw2lin) { (void)module; return decode("alaw2lin", args, given, alaw_values); }

/* IMA ADPCM: step sizes, and how a code moves through them. */
static const int16_t STEPS[89] = {
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107,
    118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963,
    1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894,
    6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794,
    32767};
static const int8_t MOVES[8] = {-1, -1, -1, -1, 2, 4, 6, 8};

typedef struct adpcm {
    int value, index;
} adpcm;

static int take_state(const char *format, PyObject *state, adpcm *out) {
    out->value = out->index = 0;
    if (state == Py_None) return 0;
    if (!PyTuple_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "state must be a tuple or None");
        return -1;
    }
    if (!PyArg_ParseTuple(state, format, &out->value, &out->index)) return -1;
    if (out->value >= 0x8000 || out->value < -0x8000 || out->index < 0 || out->index >= 89) {
        PyErr_SetString(PyExc_ValueError, "bad state");
        return -1;
    }
    return 0;
}

/* One step along a code of 4 bits. */
static void follow(adpcm *state, int code) {
    int step = STEPS[state->index], change = step >> 3;
    if (code & 4) change += step;
    if (code & 2) change += step >> 1;
    if (code & 1) change += step >> 2;
    state->value += code & 8 ? -change : change;
    if (state->value > 32767) state->value = 32767;
    if (state->value < -32768) state->value = -32768;
    state->index += MOVES[code & 7];
    if (state->index < 0) state->index = 0;
    if (state->index > 88) state->index = 88;
}

static int nearest(const adpcm *state, int value) {
    int distance = value - state->value, step = STEPS[state->index], code = 0;
    if (distance < 0) {
        code = 8;
        distance = -distance;
    }
    for (int bit = 4; bit; bit >>= 1, step >>= 1) {
        if (distance < step) continue;
        code |= bit;
        distance -= step;
    }
    return code;
}

FUNCTION(lin2adpcm) {
    fragment f;
    adpcm state;
    int width;
    (void)module;
    if (arity("lin2adpcm", given, 3, 3) || take_bytes("lin2adpcm", 1, args[0], &f)) return NULL;
    PyObject *codes = NULL;
    if (take_int(args[1], &width) || check_whole(&f, width)
        || take_state("ii;lin2adpcm(): illegal state argument", args[2], &state)) goto out;
    if (!(codes = PyBytes_FromStringAndSize(NULL, f.size / (width * 2)))) goto out;
    uint8_t *to = (uint8_t *)PyBytes_AsString(codes);
    UNLOCKED(f.size, FOR_WIDTH(width, {
        int first = 0;
        for (Py_ssize_t i = 0; i < f.count; i++) {
            int code = nearest(&state, sample32(f.bytes, i, W) >> 16);
            follow(&state, code);
            if (i & 1) to[i / 2] = (uint8_t)(first << 4 | code);
            first = code;
        }
    }));
out:
    done(&f);
    return codes ? Py_BuildValue("(N(ii))", codes, state.value, state.index) : NULL;
}

FUNCTION(adpcm2lin) {
    fragment f;
    adpcm state;
    int width;
    (void)module;
    if (arity("adpcm2lin", given, 3, 3) || take_bytes("adpcm2lin", 1, args[0], &f)) return NULL;
    PyObject *sound = NULL;
    if (take_int(args[1], &width) || check_width(width)
        || take_state("ii;adpcm2lin(): illegal state argument", args[2], &state)) goto out;
    if (f.size > PY_SSIZE_T_MAX / 2 / width) {
        PyErr_SetString(PyExc_MemoryError, "not enough memory for output buffer");
        goto out;
    }
    if (!(sound = PyBytes_FromStringAndSize(NULL, f.size * width * 2))) goto out;
    uint8_t *to = (uint8_t *)PyBytes_AsString(sound);
    UNLOCKED(f.size, for (Py_ssize_t i = 0; i < f.size * 2; i++) {
        follow(&state, i & 1 ? f.bytes[i / 2] & 15 : f.bytes[i / 2] >> 4);
        put32(to, i, width, (int32_t)((uint32_t)state.value << 16));
    });
out:
    done(&f);
    return sound ? Py_BuildValue("(N(ii))", sound, state.value, state.index) : NULL;
}
