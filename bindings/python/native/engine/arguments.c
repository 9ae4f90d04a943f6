/* Arguments of Python calls, and numbers in the ranges of C. */
#include "engine.h"

static int sorted(const char *where, const char *const *names, int count, int least, PyObject **values) {
    for (int i = 0; i < least && i < count; i++) {
        if (values[i]) continue;
        PyErr_Format(PyExc_TypeError, "%s() needs %s", where, names[i]);
        return -1;
    }
    return 0;
}

static int put_named(const char *where, const char *const *names, int count, PyObject *name, PyObject *value, PyObject **values) {
    int at = 0;
    while (at < count && PyUnicode_CompareWithASCIIString(name, names[at])) at++;
    if (at == count || values[at]) {
        PyErr_Format(PyExc_TypeError, at == count ? "%s() has no argument %R" : "%s() got %R twice", where, name);
        return -1;
    }
    values[at] = value;
    return 0;
}

static int clear(const char *where, const char *const *names, int places, Py_ssize_t given, PyObject **values) {
    int count = 0;
    while (names[count]) values[count++] = NULL;
    if (given <= places) return count;
    PyErr_Format(PyExc_TypeError, "%s() takes at most %d positional arguments, not %zd", where, places, given);
    return -1;
}

int sort_arguments(const char *where, const char *const *names, int least, int places, PyObject *const *args,
                   Py_ssize_t given, PyObject *keywords, PyObject **values) {
    int count = clear(where, names, places, given, values);
    if (count < 0) return -1;
    for (Py_ssize_t i = 0; i < given; i++) values[i] = args[i];
    Py_ssize_t named = keywords ? PyTuple_Size(keywords) : 0;
    for (Py_ssize_t k = 0; k < named; k++)
        if (put_named(where, names, count, PyTuple_GetItem(keywords, k), args[given + k], values)) return -1;
    return sorted(where, names, count, least, values);
}

int sort_new(const char *where, const char *const *names, int least, int places, PyObject *args, PyObject *keywords,
             PyObject **values) {
    Py_ssize_t given = PyTuple_Size(args), at = 0;
    int count = clear(where, names, places, given, values);
    if (count < 0) return -1;
    for (Py_ssize_t i = 0; i < given; i++) values[i] = PyTuple_GetItem(args, i);
    PyObject *name, *value;
    while (keywords && PyDict_Next(keywords, &at, &name, &value))
        if (put_named(where, names, count, name, value, values)) return -1;
    return sorted(where, names, count, least, values);
}

/* Numbers: anything with __index__. ---------------------------------------------------------------------------- */

static int take_unsigned(PyObject *object, uint64_t most, uint64_t *out) {
    PyObject *whole = PyNumber_Index(object);
    if (!whole) return -1;
    *out = PyLong_AsUnsignedLongLong(whole);
    Py_DECREF(whole);
    if (*out == UINT64_MAX && PyErr_Occurred()) return -1;
    if (*out <= most) return 0;
    PyErr_Format(PyExc_OverflowError, "0 to %llu is possible, not %R", (unsigned long long)most, object);
    return -1;
}

static int take_signed(PyObject *object, int64_t least, int64_t most, int64_t *out) {
    PyObject *whole = PyNumber_Index(object);
    if (!whole) return -1;
    *out = PyLong_AsLongLong(whole);
    Py_DECREF(whole);
    if (*out == -1 && PyErr_Occurred()) return -1;
    if (*out >= least && *out <= most) return 0;
    PyErr_Format(PyExc_OverflowError, "%lld to %lld is possible, not %R", (long long)least, (long long)most, object);
    return -1;
}

int take_u64(PyObject *object, uint64_t *out) { return take_unsigned(object, UINT64_MAX, out); }
int take_i64(PyObject *object, int64_t *out) { return take_signed(object, INT64_MIN, INT64_MAX, out); }
int take_size(PyObject *object, size_t *out) { return take_unsigned(object, PY_SSIZE_T_MAX, out); }

int take_u32(PyObject *object, uint32_t *out) {
    uint64_t number;
    if (take_unsigned(object, UINT32_MAX, &number)) return -1;
    *out = (uint32_t)number;
    return 0;
}

int take_u16(PyObject *object, uint16_t *out) {
    uint64_t number;
    if (take_unsigned(object, UINT16_MAX, &number)) return -1;
    *out = (uint16_t)number;
    return 0;
}

int take_i32(PyObject *object, int32_t *out) {
    int64_t number;
    if (take_signed(object, INT32_MIN, INT32_MAX, &number)) return -1;
    *out = (int32_t)number;
    return 0;
}

int take_float(PyObject *object, float *out) {
    double number = PyFloat_AsDouble(object);
    if (number == -1 && PyErr_Occurred()) return -1;
    *out = (float)number;
    return 0;
}

int take_handle(PyObject *object, PyTypeObject *type, const char *where, void **out) {
    if (PyObject_TypeCheck(object, type)) {
        *out = object;
        return 0;
    }
    PyErr_Format(PyExc_TypeError, "%s() does not take %R", where, (PyObject *)Py_TYPE(object));
    return -1;
}

uint32_t take_law(PyObject *name) {
    if (!name) return PP_ENCODING_MULAW;
    if (PyUnicode_Check(name)) {
        if (!PyUnicode_CompareWithASCIIString(name, "mulaw")) return PP_ENCODING_MULAW;
        if (!PyUnicode_CompareWithASCIIString(name, "alaw")) return PP_ENCODING_ALAW;
    }
    PyErr_Format(PyExc_ValueError, "law is 'mulaw' or 'alaw', not %R", name);
    return 0;
}
