/* The functions that make new samples of linear ones. */
#include "call.h"
#include "samples.h"

#include <limits.h>

static uint8_t *memory(PyObject *bytes) { return (uint8_t *)PyBytes_AsString(bytes); }

FUNCTION(mul) {
    fragment f;
    double factor;
    int width;
    (void)module;
    if (arity("mul", given, 3, 3) || take_bytes("mul", 1, args[0], &f)) return NULL;
    PyObject *result = NULL;
    if (take_int(args[1], &width) || take_double(args[2], &factor) || check_whole(&f, width)) goto out;
    if (!(result = PyBytes_FromStringAndSize(NULL, f.size))) goto out;
    uint8_t *to = memory(result);
    UNLOCKED(f.size, FOR_WIDTH(width, for (Py_ssize_t i = 0; i < f.count; i++)
                                          put(to, i, W, bounded((double)sample(f.bytes, i, W) * factor, W));));
out:
    done(&f);
    return result;
}

FUNCTION(tomono) {
    fragment f;
    double left, right;
    int width;
    (void)module;
    if (arity("tomono", given, 4, 4) || take_bytes("tomono", 1, args[0], &f)) return NULL;
    PyObject *result = NULL;
    if (take_int(args[1], &width) || take_double(args[2], &left) || take_double(args[3], &right)) goto out;
    if (check_whole(&f, width)) goto out;
    if (f.size % (width * 2)) {
        fail("not a whole number of frames");
        goto out;
    }
    if (!(result = PyBytes_FromStringAndSize(NULL, f.size / 2))) goto out;
    uint8_t *to = memory(result);
    UNLOCKED(f.size, FOR_WIDTH(width, for (Py_ssize_t i = 0; i < f.count / 2; i++) {
        double a = sample(f.bytes, 2 * i, W), b = sample(f.bytes, 2 * i + 1, W);
        put(to, i, W, bounded(a * left + b * right, W));
    }));
out:
    done(&f);
    return result;
}

FUNCTION(tostereo) {
    fragment f;
    double left, right;
    int width;
    (void)module;
    if (arity("tostereo", given, 4, 4) || take_bytes("tostereo", 1, args[0], &f)) return NULL;
    PyObject *result = NULL;
    if (take_int(args[1], &width) || take_double(args[2], &left) || take_double(args[3], &right)) goto out;
    if (check_whole(&f, width)) goto out;
    if (f.size > PY_SSIZE_T_MAX / 2) {
        PyErr_SetString(PyExc_MemoryError, "not enough memory for output buffer");
        goto out;
    }
    if (!(result = PyBytes_FromStringAndSize(NULL, f.size * 2))) goto out;
    uint8_t *to = memory(result);
    UNLOCKED(f.size, FOR_WIDTH(width, for (Py_ssize_t i = 0; i < f.count; i++) {
        double value = sample(f.bytes, i, W);
        put(to, 2 * i, W, bounded(value * left, W));
        put(to, 2 * i + 1, W, bounded(value * right, W));
    }));
out:
    done(&f);
    return result;
}

FUNCTION(add) {
    fragment a, b;
    int width;
    (void)module;
    if (arity("add", given, 3, 3) || take_bytes("add", 1, args[0], &a)) return NULL;
    if (take_bytes("add", 2, args[1], &b)) {
        done(&a);
        return NULL;
    }
    PyObject *result = NULL;
    if (take_int(args[2], &width) || check_whole(&a, width)) goto out;
    if (a.size != b.size) {
        fail("Lengths should be the same");
        goto out;
    }
    if (!(result = PyBytes_FromStringAndSize(NULL, a.size))) goto out;
    uint8_t *to = memory(result);
    UNLOCKED(a.size, FOR_WIDTH(width, for (Py_ssize_t i = 0; i < a.count; i++) {
        double sum = (double)sample(a.bytes, i, W) + (double)sample(b.bytes, i, W);
        put(to, i, W, bounded(sum, W));
    }));
out:
    done(&a);
    done(&b);
    return result;
}

FUNCTION(bias) {
    fragment f;
    int width, offset;
    (void)module;
    if (arity("bias", given, 3, 3) || take_bytes("bias", 1, args[0], &f)) return NULL;
    PyObject *result = NULL;
    if (take_int(args[1], &width) || take_int(args[2], &offset) || check_whole(&f, width)) goto out;
    if (!(result = PyBytes_FromStringAndSize(NULL, f.size))) goto out;
    uint8_t *to = memory(result);
    UNLOCKED(f.size, FOR_WIDTH(width, for (Py_ssize_t i = 0; i < f.count; i++) {
        put(to, i, W, (int32_t)((uint32_t)sample(f.bytes, i, W) + (uint32_t)offset));
    }));
out:
    done(&f);
    return result;
}

FUNCTION(reverse) {
    fragment f;
    (void)module;
    if (arity("reverse", given, 2, 2) || take_fragment("reverse", args, &f)) return NULL;
    PyObject *result = PyBytes_FromStringAndSize(NULL, f.size);
    if (result) {
        uint8_t *to = memory(result);
        UNLOCKED(f.size, FOR_WIDTH(f.width, for (Py_ssize_t i = 0; i < f.count; i++)
                                                memcpy(to + (f.count - 1 - i) * W, f.bytes + i * W, W);));
    }
    done(&f);
    return result;
}

FUNCTION(byteswap) {
    fragment f;
    (void)module;
    if (arity("byteswap", given, 2, 2) || take_fragment("byteswap", args, &f)) return NULL;
    PyObject *result = PyBytes_FromStringAndSize(NULL, f.size);
    if (result) {
        uint8_t *to = memory(result);
        UNLOCKED(f.size, FOR_WIDTH(f.width, for (Py_ssize_t i = 0; i < f.count * W; i += W) {
            for (int k = 0; k < W; k++) to[i + W - 1 - k] = f.bytes[i + k];
        }));
    }
    done(&f);
    return result;
}

FUNCTION(lin2lin) {
    fragment f;
    int width, wanted;
    (void)module;
    if (arity("lin2lin", given, 3, 3) || take_bytes("lin2lin", 1, args[0], &f)) return NULL;
    PyObject *result = NULL;
    if (take_int(args[1], &width) || take_int(args[2], &wanted) || check_whole(&f, width) || check_width(wanted)) goto out;
    if (f.count > PY_SSIZE_T_MAX / wanted) {
        PyErr_SetString(PyExc_MemoryError, "not enough memory for output buffer");
        goto out;
    }
    if (!(result = PyBytes_FromStringAndSize(NULL, f.count * wanted))) goto out;
    uint8_t *to = memory(result);
    UNLOCKED(f.size, FOR_WIDTH(width, for (Py_ssize_t i = 0; i < f.count; i++)
                                          put32(to, i, wanted, sample32(f.bytes, i, W));));
out:
    done(&f);
    return result;
}
