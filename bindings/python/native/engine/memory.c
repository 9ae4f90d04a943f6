/* Memory of Python objects, borrowed for a call, and memory for its results. */
#include "engine.h"

static int borrow(PyObject *object, int flags, memory *out) {
    if (PyObject_GetBuffer(object, &out->view, flags)) return -1;
    out->copy = NULL;
    out->bytes = out->view.buf;
    out->pcm = out->view.buf;
    out->count = (size_t)out->view.len;
    return 0;
}

/* Whether the elements are int16, or bytes in pairs. */
static int as_samples(memory *m) {
    const char *format = m->view.format ? m->view.format : "B";
    if (*format == '@' || *format == '=' || *format == '<') format++;
    int fits = !strcmp(format, "h") || (strlen(format) == 1 && strchr("Bbc", *format) && m->count % 2 == 0);
    if (!fits) {
        if (m->count % 2) PyErr_Format(PyExc_TypeError, "16-bit samples are needed, not %zd bytes", m->view.len);
        else PyErr_Format(PyExc_TypeError, "16-bit samples are needed, not elements of format '%s'", format);
        PyBuffer_Release(&m->view);
        return -1;
    }
    m->count /= 2;
    return 0;
}

/* Samples where bytes are needed are a mistake: another call was meant. */
static int as_bytes(memory *m, Py_ssize_t widest) {
    if (m->view.itemsize <= widest) return 0;
    PyErr_Format(PyExc_TypeError, "bytes are needed, not elements of %zd bytes", m->view.itemsize);
    PyBuffer_Release(&m->view);
    return -1;
}

int borrow_bytes(PyObject *object, memory *out) { return borrow(object, PyBUF_ND, out) || as_bytes(out, 1) ? -1 : 0; }

int borrow_bytes_out(PyObject *object, memory *out) {
    return borrow(object, PyBUF_ND | PyBUF_WRITABLE, out) || as_bytes(out, 1) ? -1 : 0;
}

static int keep_copy(memory *out) {
    if (!(out->copy = PyMem_Malloc(out->view.len ? (size_t)out->view.len : 1))) {
        PyBuffer_Release(&out->view);
        PyErr_NoMemory();
        return -1;
    }
    memcpy(out->copy, out->view.buf, (size_t)out->view.len);
    out->bytes = out->copy;
    out->pcm = out->copy;
    return 0;
}

int borrow_frozen(PyObject *object, memory *out) {
    if (borrow(object, PyBUF_ND, out) || as_bytes(out, 2)) return -1; /* sound of a PCM leg may be samples */
    return out->view.readonly ? 0 : keep_copy(out);
}

int borrow_text(PyObject *object, memory *out) {
    if (!PyUnicode_Check(object)) return borrow_frozen(object, out);
    Py_ssize_t length;
    const char *text = PyUnicode_AsUTF8AndSize(object, &length); /* lives as long as the object, which the caller holds */
    if (!text) return -1;
    out->bytes = (uint8_t *)(uintptr_t)text;
    out->count = (size_t)length;
    return 0;
}

int borrow_samples(PyObject *object, memory *out) {
    if (borrow(object, PyBUF_ND | PyBUF_FORMAT, out) || as_samples(out)) return -1;
    return (uintptr_t)out->pcm & 1 ? keep_copy(out) : 0;
}

int borrow_samples_out(PyObject *object, memory *out) {
    if (borrow(object, PyBUF_ND | PyBUF_FORMAT | PyBUF_WRITABLE, out) || as_samples(out)) return -1;
    if (((uintptr_t)out->pcm & 1) == 0) return 0;
    PyBuffer_Release(&out->view);
    PyErr_SetString(PyExc_ValueError, "out lies at an odd address");
    return -1;
}

void give_back(memory *m) {
    PyMem_Free(m->copy);
    PyBuffer_Release(&m->view);
}

void *space(size_t bytes, void *here, size_t there) {
    if (bytes <= there) return here;
    void *made = bytes <= PY_SSIZE_T_MAX ? PyMem_Malloc(bytes) : NULL;
    if (!made) PyErr_NoMemory();
    return made;
}

int open_output(PyObject *object, int samples, size_t count, output *out) {
    out->made = NULL;
    if (object && object != Py_None) {
        if (samples ? borrow_samples_out(object, &out->borrowed) : borrow_bytes_out(object, &out->borrowed)) return -1;
        out->bytes = out->borrowed.bytes;
        out->pcm = out->borrowed.pcm;
        out->room = out->borrowed.count;
        return 0;
    }
    if (count > PY_SSIZE_T_MAX / 2) {
        PyErr_NoMemory();
        return -1;
    }
    if (!(out->made = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(samples ? 2 * count : count)))) return -1;
    out->bytes = (uint8_t *)PyBytes_AsString(out->made);
    out->pcm = (int16_t *)(void *)out->bytes;
    out->room = count;
    return 0;
}

PyObject *close_output(output *out, int samples, size_t count, size_t told) {
    if (!out->made) {
        give_back(&out->borrowed);
        return PyLong_FromSize_t(told);
    }
    if (count == out->room) return out->made;
    PyObject *cut = PyBytes_FromStringAndSize((const char *)out->bytes, (Py_ssize_t)(samples ? 2 * count : count));
    Py_DECREF(out->made);
    return cut;
}

void drop_output(output *out) {
    if (out->made) Py_DECREF(out->made);
    else give_back(&out->borrowed);
}

/* Answers ------------------------------------------------------------------------------------------------------ */

int begin_answer(PyObject *object, int samples, answer *out) {
    out->width = samples ? 2 : 1;
    out->bytes = out->here.bytes;
    out->pcm = out->here.pcm;
    out->room = sizeof out->here / (size_t)out->width;
    if (!object || object == Py_None) return 0;
    if (samples ? borrow_samples_out(object, &out->borrowed) : borrow_bytes_out(object, &out->borrowed)) return -1;
    out->given = 1;
    out->bytes = out->borrowed.bytes;
    out->pcm = out->borrowed.pcm;
    out->room = out->borrowed.count;
    return 0;
}

int overlap(const answer *out, const memory *in) {
    const uint8_t *a = out->bytes, *b = in->view.obj ? in->bytes : NULL;
    if (!out->given || !b || a >= b + in->view.len || b >= a + out->room * (size_t)out->width) return 0;
    PyErr_SetString(PyExc_ValueError, "out overlaps what is read");
    return -1;
}

int more_answer(answer *out, size_t count) {
    if (out->given || out->made || count <= out->room || count > PY_SSIZE_T_MAX / 2) return 0;
    if (!(out->made = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(count * (size_t)out->width)))) {
        PyErr_Clear();
        return 0;
    }
    out->bytes = (uint8_t *)PyBytes_AsString(out->made);
    out->pcm = (int16_t *)(void *)out->bytes;
    out->room = count;
    return 1;
}

PyObject *take_answer(answer *out, size_t count) {
    if (out->given) return PyLong_FromSize_t(count);
    if (!out->made || count != out->room) return PyBytes_FromStringAndSize((const char *)out->bytes, (Py_ssize_t)(count * (size_t)out->width));
    PyObject *made = out->made;
    out->made = NULL;
    return made;
}

void end_answer(answer *out) {
    Py_CLEAR(out->made);
    if (out->given) give_back(&out->borrowed);
}
