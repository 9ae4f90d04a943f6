/* The functions that look and change nothing. */
#include "call.h"
#include "samples.h"

FUNCTION(getsample) {
    fragment f;
    Py_ssize_t index;
    (void)module;
    if (arity("getsample", given, 3, 3) || take_bytes("getsample", 1, args[0], &f)) return NULL;
    PyObject *result = NULL;
    int width;
    if (take_int(args[1], &width) || take_size(args[2], &index) || check_whole(&f, width)) goto out;
    if (index < 0 || index >= f.count) fail("Index out of range");
    else result = PyLong_FromLong(sample(f.bytes, index, width));
out:
    done(&f);
    return result;
}

FUNCTION(max) {
    fragment f;
    (void)module;
    if (arity("max", given, 2, 2) || take_fragment("max", args, &f)) return NULL;
    uint32_t most = 0;
    UNLOCKED(f.size, FOR_WIDTH(f.width, for (Py_ssize_t i = 0; i < f.count; i++) {
        int32_t value = sample(f.bytes, i, W);
        uint32_t size = value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
        if (size > most) most = size;
    }));
    done(&f);
    return PyLong_FromUnsignedLong(most);
}

FUNCTION(minmax) {
    fragment f;
    (void)module;
    if (arity("minmax", given, 2, 2) || take_fragment("minmax", args, &f)) return NULL;
    int32_t least = INT32_MAX, most = INT32_MIN;
    UNLOCKED(f.size, FOR_WIDTH(f.width, for (Py_ssize_t i = 0; i < f.count; i++) {
        int32_t value = sample(f.bytes, i, W);
        if (value > most) most = value;
        if (value < least) least = value;
    }));
    done(&f);
    return Py_BuildValue("(ii)", (int)least, (int)most);
}

FUNCTION(avg) {
    fragment f;
    (void)module;
    if (arity("avg", given, 2, 2) || take_fragment("avg", args, &f)) return NULL;
    double sum = 0;
    UNLOCKED(f.size, FOR_WIDTH(f.width, for (Py_ssize_t i = 0; i < f.count; i++) sum += sample(f.bytes, i, W);));
    long mean = f.count ? (long)floor(sum / (double)f.count) : 0;
    done(&f);
    return PyLong_FromLong(mean);
}

FUNCTION(rms) {
    fragment f;
    (void)module;
    if (arity("rms", given, 2, 2) || take_fragment("rms", args, &f)) return NULL;
    double sum = 0;
    UNLOCKED(f.size, FOR_WIDTH(f.width, for (Py_ssize_t i = 0; i < f.count; i++) {
        double value = sample(f.bytes, i, W);
        sum += value * value;
    }));
    unsigned int root = f.count ? (unsigned int)sqrt(sum / (double)f.count) : 0;
    done(&f);
    return PyLong_FromUnsignedLong(root);
}

/* Sum of products of two runs of 16-bit samples. */
static double product(const uint8_t *a, Py_ssize_t from, const uint8_t *b, Py_ssize_t count) {
    double sum = 0;
    for (Py_ssize_t i = 0; i < count; i++) sum += (double)sample(a, from + i, 2) * (double)sample(b, i, 2);
    return sum;
}

FUNCTION(findfit) {
    fragment f, r;
    (void)module;
    if (arity("findfit", given, 2, 2) || take_bytes("findfit", 1, args[0], &f)) return NULL;
    if (take_bytes("findfit", 2, args[1], &r)) {
        done(&f);
        return NULL;
    }
    PyObject *result = NULL;
    if (f.size & 1 || r.size & 1) {
        fail("Strings should be even-sized");
    } else if (f.size < r.size) {
        fail("First sample should be longer");
    } else {
        Py_ssize_t longer = f.size / 2, shorter = r.size / 2, best = 0;
        double factor = 0;
        UNLOCKED(f.size, {
            double reference = product(r.bytes, 0, r.bytes, shorter);
            double energy = product(f.bytes, 0, f.bytes, shorter);
            double cross = product(f.bytes, 0, r.bytes, shorter);
            double least = (reference * energy - cross * cross) / energy;
            for (Py_ssize_t j = 1; j <= longer - shorter; j++) {
                double gone = sample(f.bytes, j - 1, 2);
                double come = sample(f.bytes, j + shorter - 1, 2);
                energy = energy + come * come - gone * gone;
                cross = product(f.bytes, j, r.bytes, shorter);
                double rest = (reference * energy - cross * cross) / energy;
                if (rest < least) {
                    least = rest;
                    best = j;
                }
            }
            factor = product(f.bytes, best, r.bytes, shorter) / reference;
        });
        result = Py_BuildValue("(nd)", best, factor);
    }
    done(&f);
    done(&r);
    return result;
}

FUNCTION(findfactor) {
    fragment f, r;
    (void)module;
    if (arity("findfactor", given, 2, 2) || take_bytes("findfactor", 1, args[0], &f)) return NULL;
    if (take_bytes("findfactor", 2, args[1], &r)) {
        done(&f);
        return NULL;
    }
    PyObject *result = NULL;
    if (f.size & 1 || r.size & 1) {
        fail("Strings should be even-sized");
    } else if (f.size != r.size) {
        fail("Samples should be same size");
    } else {
        double reference, cross;
        UNLOCKED(f.size, {
            reference = product(r.bytes, 0, r.bytes, f.size / 2);
            cross = product(f.bytes, 0, r.bytes, f.size / 2);
        });
        result = PyFloat_FromDouble(cross / reference);
    }
    done(&f);
    done(&r);
    return result;
}

FUNCTION(findmax) {
    fragment f;
    Py_ssize_t length;
    (void)module;
    if (arity("findmax", given, 2, 2) || take_bytes("findmax", 1, args[0], &f)) return NULL;
    PyObject *result = NULL;
    if (take_size(args[1], &length)) goto out;
    if (f.size & 1) {
        fail("Strings should be even-sized");
    } else if (length < 0 || f.size / 2 < length) {
        fail("Input sample should be longer");
    } else {
        Py_ssize_t best = 0;
        UNLOCKED(f.size, {
            double energy = product(f.bytes, 0, f.bytes, length), most = energy;
            for (Py_ssize_t j = 1; j <= f.size / 2 - length; j++) {
                double gone = sample(f.bytes, j - 1, 2);
                double come = sample(f.bytes, j + length - 1, 2);
                energy = energy + come * come - gone * gone;
                if (energy > most) {
                    most = energy;
                    best = j;
                }
            }
        });
        result = PyLong_FromSsize_t(best);
    }
out:
    done(&f);
    return result;
}

/* How far apart neighbouring peaks are: their sum, the largest, and how many there were. */
typedef struct peaks {
    double sum;
    uint32_t largest, count;
} peaks;

static peaks find_peaks(const fragment *f) {
    peaks found = {0, 0, 0};
    if (f->count < 1) return found;
    int direction = 2; /* 0 rising, 1 falling, 2 not known yet */
    int have_peak = 0;
    int32_t previous = sample(f->bytes, 0, f->width), last_peak = 0;
    for (Py_ssize_t i = 1; i < f->count; i++) {
        int32_t value = sample(f->bytes, i, f->width);
        if (value == previous) continue;
        int falling = value < previous;
        if (direction != 2 && falling != direction) {
            if (have_peak) {
                uint32_t apart = previous < last_peak ? (uint32_t)last_peak - (uint32_t)previous
                                                      : (uint32_t)previous - (uint32_t)last_peak;
                found.sum += apart;
                found.count++;
                if (apart > found.largest) found.largest = apart;
            }
            have_peak = 1;
            last_peak = previous;
        }
        previous = value;
        direction = falling;
    }
    return found;
}

FUNCTION(avgpp) {
    fragment f;
    (void)module;
    if (arity("avgpp", given, 2, 2) || take_fragment("avgpp", args, &f)) return NULL;
    peaks found;
    UNLOCKED(f.size, found = find_peaks(&f););
    done(&f);
    return PyLong_FromUnsignedLong(found.count ? (unsigned int)(found.sum / (double)found.count) : 0);
}

FUNCTION(maxpp) {
    fragment f;
    (void)module;
    if (arity("maxpp", given, 2, 2) || take_fragment("maxpp", args, &f)) return NULL;
    peaks found;
    UNLOCKED(f.size, found = find_peaks(&f););
    done(&f);
    return PyLong_FromUnsignedLong(found.largest);
}

FUNCTION(cross) {
    fragment f;
    (void)module;
    if (arity("cross", given, 2, 2) || take_fragment("cross", args, &f)) return NULL;
    Py_ssize_t crossings = -1;
    UNLOCKED(f.size, {
        int before = 2;
        FOR_WIDTH(f.width, for (Py_ssize_t i = 0; i < f.count; i++) {
            int negative = sample(f.bytes, i, W) < 0;
            crossings += negative != before;
            before = negative;
        })
    });
    done(&f);
    return PyLong_FromSsize_t(crossings);
}
