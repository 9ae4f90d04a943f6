#include "call.h"

#include <limits.h>

PyObject *fail(const char *what) {
    PyErr_SetString(audioop_error, what);
    return NULL;
}

int arity(const char *name, Py_ssize_t given, Py_ssize_t least, Py_ssize_t most) {
    if (given >= least && given <= most) return 0;
    Py_ssize_t wanted = given < least ? least : most;
    PyErr_Format(PyExc_TypeError, "%s expected %s%zd argument%s, got %zd", name,
                 least == most ? "" : given < least ? "at least " : "at most ", wanted, wanted == 1 ? "" : "s", given);
    return -1;
}

int take_int(PyObject *object, int *out) {
    int overflow = 0;
    long value = PyLong_AsLongAndOverflow(object, &overflow);
    if (overflow || value > INT_MAX || value < INT_MIN) {
        PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C int");
        return -1;
    }
    if (value == -1 && PyErr_Occurred()) return -1;
    *out = (int)value;
    return 0;
}

int take_size(PyObject *object, Py_ssize_t *out) {
    PyObject *number = PyNumber_Index(object);
    if (!number) return -1;
    Py_ssize_t value = PyLong_AsSsize_t(number);
    Py_DECREF(number);
    if (value == -1 && PyErr_Occurred()) return -1;
    *out = value;
    return 0;
}

int take_double(PyObject *object, double *out) {
    double value = PyFloat_AsDouble(object);
    if (value == -1.0 && PyErr_Occurred()) return -1;
    *out = value;
    return 0;
}

int take_bytes(const char *name, int position, PyObject *object, fragment *out) {
    if (PyObject_GetBuffer(object, &out->view, PyBUF_SIMPLE)) return -1;
    if (!PyBuffer_IsContiguous(&out->view, 'C')) {
        PyErr_Format(PyExc_TypeError, "%s() argument %d must be contiguous buffer", name, position);
        PyBuffer_Release(&out->view);
        return -1;
    }
    out->bytes = out->view.buf;
    out->size = out->view.len;
    return 0;
}

int check_width(int width) {
    if (width >= 1 && width <= 4) return 0;
    fail("Size should be 1, 2, 3 or 4");
    return -1;
}

int check_whole(fragment *f, int width) {
    if (check_width(width)) return -1;
    if (f->size % width) {
        fail("not a whole number of frames");
        return -1;
    }
    f->width = width;
    f->count = f->size / width;
    return 0;
}

int take_fragment(const char *name, PyObject *const *args, fragment *out) {
    int width;
    if (take_bytes(name, 1, args[0], out)) return -1;
    if (take_int(args[1], &width) || check_whole(out, width)) {
        done(out);
        return -1;
    }
    return 0;
}
