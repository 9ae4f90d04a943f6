/* ratecv: linear interpolation between rates, with a one-pole filter before it. */
#include "call.h"
#include "samples.h"

#include <limits.h>
#include <stdlib.h>

static int divisor(int a, int b) {
    while (b) {
        int rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

typedef struct channel {
    int32_t before, now;
} channel;

typedef struct rate {
    int width, channels, from, to, weight_new, weight_old, phase;
    channel *last;
} rate;

static int take_state(PyObject *state, rate *r) {
    if (state == Py_None) {
        r->phase = -r->to;
        memset(r->last, 0, (size_t)r->channels * sizeof *r->last);
        return 0;
    }
    if (!PyTuple_Check(state)) {
        PyErr_SetString(PyExc_TypeError, "state must be a tuple or None");
        return -1;
    }
    PyObject *samples;
    if (!PyArg_ParseTuple(state, "iO!;ratecv(): illegal state argument", &r->phase, &PyTuple_Type, &samples)) return -1;
    if (PyTuple_Size(samples) != r->channels) {
        fail("illegal state argument");
        return -1;
    }
    for (int i = 0; i < r->channels; i++) {
        int before, now;
        PyObject *pair = PyTuple_GetItem(samples, i);
        if (!PyTuple_Check(pair)) {
            PyErr_SetString(PyExc_TypeError, "ratecv(): illegal state argument");
            return -1;
        }
        if (!PyArg_ParseTuple(pair, "ii;ratecv(): illegal state argument", &before, &now)) return -1;
        r->last[i] = (channel){before, now};
    }
    return 0;
}

/* Converts all frames; returns how many were made. `room` frames fit. */
static Py_ssize_t convert(rate *r, const uint8_t *from, Py_ssize_t frames, uint8_t *to) {
    Py_ssize_t read = 0, made = 0;
    double sum = (double)r->weight_new + r->weight_old;
    for (;;) {
        while (r->phase < 0) {
            if (frames-- == 0) return made;
            for (int c = 0; c < r->channels; c++, read++) {
                channel *last = &r->last[c];
                last->before = last->now;
                double mixed = ((double)r->weight_new * (double)sample32(from, read, r->width)
                                + (double)r->weight_old * (double)last->before) / sum;
                last->now = (int32_t)mixed;
            }
            r->phase += r->to;
        }
        for (; r->phase >= 0; r->phase -= r->from, made++) {
            for (int c = 0; c < r->channels; c++) {
                double between = ((double)r->last[c].before * (double)r->phase
                                  + (double)r->last[c].now * (double)(r->to - r->phase)) / (double)r->to;
                put32(to, made * r->channels + c, r->width, (int32_t)between);
            }
        }
    }
}

static PyObject *result(rate *r, PyObject *sound) {
    PyObject *samples = PyTuple_New(r->channels);
    if (!samples) return NULL;
    for (int c = 0; c < r->channels; c++) {
        PyObject *pair = Py_BuildValue("(ii)", (int)r->last[c].before, (int)r->last[c].now);
        if (!pair || PyTuple_SetItem(samples, c, pair)) {
            Py_DECREF(samples);
            return NULL;
        }
    }
    return Py_BuildValue("(O(iN))", sound, r->phase, samples);
}

FUNCTION(ratecv) {
    fragment f;
    rate r = {.weight_new = 1, .weight_old = 0, .last = NULL};
    (void)module;
    if (arity("ratecv", given, 6, 8) || take_bytes("ratecv", 1, args[0], &f)) return NULL;
    PyObject *sound = NULL, *answer = NULL;
    if (take_int(args[1], &r.width) || take_int(args[2], &r.channels) || take_int(args[3], &r.from)
        || take_int(args[4], &r.to) || (given > 6 && take_int(args[6], &r.weight_new))
        || (given > 7 && take_int(args[7], &r.weight_old)) || check_width(r.width)) goto out;
    if (r.channels < 1) {
        fail("# of channels should be >= 1");
        goto out;
    }
    if (r.width > INT_MAX / r.channels) {
        PyErr_SetString(PyExc_OverflowError, "width * nchannels too big for a C int");
        goto out;
    }
    if (r.weight_new < 1 || r.weight_old < 0) {
        fail("weightA should be >= 1, weightB should be >= 0");
        goto out;
    }
    int frame = r.width * r.channels;
    if (f.size % frame) {
        fail("not a whole number of frames");
        goto out;
    }
    if (r.from <= 0 || r.to <= 0) {
        fail("sampling rate not > 0");
        goto out;
    }
    int common = divisor(r.from, r.to);
    r.from /= common;
    r.to /= common;
    common = divisor(r.weight_new, r.weight_old);
    r.weight_new /= common;
    r.weight_old /= common;
    if (!(r.last = calloc((size_t)r.channels, sizeof *r.last))) {
        PyErr_NoMemory();
        goto out;
    }
    if (take_state(args[5], &r)) goto out;

    Py_ssize_t frames = f.size / frame, whole = frames ? 1 + (frames - 1) / r.from : 0;
    if (whole && whole > PY_SSIZE_T_MAX / 2 / r.to / frame) {
        PyErr_SetString(PyExc_MemoryError, "not enough memory for output buffer");
        goto out;
    }
    /* No state of ours has a phase above 0, but a caller's may. */
    Py_ssize_t early = r.phase < 0 ? 0 : 1 + r.phase / r.from;
    if (early > PY_SSIZE_T_MAX / 2 / frame
        || !(sound = PyBytes_FromStringAndSize(NULL, (whole * r.to + early) * frame))) goto out;
    uint8_t *to = (uint8_t *)PyBytes_AsString(sound);
    Py_ssize_t made;
    UNLOCKED(f.size, made = convert(&r, f.bytes, frames, to););
    PyObject *cut = PyBytes_FromStringAndSize((const char *)to, made * frame);
    if (cut) answer = result(&r, cut);
    Py_XDECREF(cut);
out:
    Py_XDECREF(sound);
    free(r.last);
    done(&f);
    return answer;
}
