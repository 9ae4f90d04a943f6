/* phonepatch._engine: loads the library and holds what its groups share. */
#include "engine.h"

#include <dlfcn.h>
#include <string.h>

library lib;
static PyObject *failure; /* errors.failure(status, where, needed) -> exception */

PyObject *refuse(pp_status status, const char *where, size_t needed) {
    PyObject *error = failure ? PyObject_CallFunction(failure, "isn", (int)status, where, (Py_ssize_t)needed) : NULL;
    if (error) PyErr_SetObject((PyObject *)Py_TYPE(error), error);
    else if (!PyErr_Occurred()) PyErr_Format(PyExc_RuntimeError, "%s: status %d", where, (int)status);
    Py_XDECREF(error);
    return NULL;
}

int sort_arguments(const char *where, const char *const *names, int least, int places, PyObject *const *args,
                   Py_ssize_t given, PyObject *keywords, PyObject **values) {
    int count = 0;
    while (names[count]) values[count++] = NULL;
    if (given > places) {
        PyErr_Format(PyExc_TypeError, "%s() takes at most %d positional arguments, not %zd", where, places, given);
        return -1;
    }
    for (Py_ssize_t i = 0; i < given; i++) values[i] = args[i];
    Py_ssize_t named = keywords ? PyTuple_Size(keywords) : 0;
    for (Py_ssize_t k = 0; k < named; k++) {
        PyObject *name = PyTuple_GetItem(keywords, k);
        int at = 0;
        while (at < count && PyUnicode_CompareWithASCIIString(name, names[at])) at++;
        if (at == count || values[at]) {
            PyErr_Format(PyExc_TypeError, at == count ? "%s() has no argument %R" : "%s() got %R twice", where, name);
            return -1;
        }
        values[at] = args[given + k];
    }
    for (int i = 0; i < least; i++) {
        if (values[i]) continue;
        PyErr_Format(PyExc_TypeError, "%s() needs %s", where, names[i]);
        return -1;
    }
    return 0;
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

/* Memory ------------------------------------------------------------------------------------------------------- */

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
        PyErr_Format(PyExc_TypeError, m->count % 2 ? "16-bit samples are needed, not %2$zd bytes"
                                                   : "16-bit samples are needed, not elements of format '%1$s'",
                     format, m->view.len);
        PyBuffer_Release(&m->view);
        return -1;
    }
    m->count /= 2;
    return 0;
}

int borrow_bytes(PyObject *object, memory *out) { return borrow(object, PyBUF_ND, out); }
int borrow_bytes_out(PyObject *object, memory *out) { return borrow(object, PyBUF_ND | PyBUF_WRITABLE, out); }

int borrow_samples(PyObject *object, memory *out) {
    if (borrow(object, PyBUF_ND | PyBUF_FORMAT, out) || as_samples(out)) return -1;
    if (((uintptr_t)out->pcm & 1) == 0) return 0;
    if (!(out->copy = PyMem_Malloc((size_t)out->view.len))) {
        PyBuffer_Release(&out->view);
        PyErr_NoMemory();
        return -1;
    }
    memcpy(out->copy, out->pcm, (size_t)out->view.len);
    out->pcm = out->copy;
    return 0;
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

/* Handles ------------------------------------------------------------------------------------------------------ */

typedef struct handle {
    HANDLE(void)
} handle;

int usable(void *object, const char *where) {
    handle *self = object;
    if (self->raw && !self->busy) return 0;
    PyObject *text = PyUnicode_FromFormat(self->raw ? "%s: another thread is using this object" : "%s: closed", where);
    if (text) {
        const char *utf8 = PyUnicode_AsUTF8AndSize(text, NULL);
        if (utf8) refuse(PP_ERR_STATE, utf8, 0);
        Py_DECREF(text);
    }
    return -1;
}

PyObject *new_object(PyTypeObject *type) {
    if (!lib.pp_abi_version) {
        PyErr_SetString(PyExc_RuntimeError, "libphonepatch is not loaded");
        return NULL;
    }
    allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    return allocate(type, 0); /* zeroed */
}

int add_type(PyObject *module, const char *name, PyType_Spec *spec) {
    PyObject *type = PyType_FromSpec(spec);
    if (!type) return -1;
    if (PyModule_AddObject(module, name, type)) {
        Py_DECREF(type);
        return -1;
    }
    return 0;
}

/* The module --------------------------------------------------------------------------------------------------- */

/* load(path): OSError with the loader's own words, ImportError for another ABI version. Returns the version's text. */
static PyObject *load(PyObject *self, PyObject *path) {
    (void)self;
    const char *place = PyUnicode_AsUTF8AndSize(path, NULL);
    if (!place) return NULL;
    library found;
    void *opened = dlopen(place, RTLD_NOW | RTLD_LOCAL);
    if (!opened) return PyErr_Format(PyExc_OSError, "%s", dlerror());
    const char *missing = NULL;
#define FIND(name)                                                                                                    \
    if (!(found.name = (__typeof__(found.name))dlsym(opened, #name)) && !missing) missing = #name;
    FUNCTIONS(FIND)
#undef FIND
    if (found.pp_abi_version && found.pp_abi_version() != PP_ABI_VERSION)
        return PyErr_Format(PyExc_ImportError, "ABI version %u, this package needs %d", found.pp_abi_version(), PP_ABI_VERSION);
    if (missing) return PyErr_Format(PyExc_ImportError, "it has no %s: another version, or another library", missing);
    lib = found; /* stays loaded: the library does not support dlclose */
    return PyUnicode_FromString(lib.pp_version_text());
}

static PyObject *status_text(PyObject *self, PyObject *status) {
    (void)self;
    long number = PyLong_AsLong(status);
    if (number == -1 && PyErr_Occurred()) return NULL;
    return PyUnicode_FromString(lib.pp_status_text ? lib.pp_status_text((pp_status)number) : "");
}

static PyObject *set_failure(PyObject *self, PyObject *maker) {
    (void)self;
    PyObject *before = failure;
    Py_INCREF(maker);
    failure = maker;
    Py_XDECREF(before);
    Py_RETURN_NONE;
}

static PyMethodDef METHODS[] = {
    {"load", load, METH_O, "Loads the library from this path; its version."},
    {"status_text", status_text, METH_O, "One sentence for a status."},
    {"set_failure", set_failure, METH_O, "Who makes the exceptions."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef DEFINITION = {
    .m_base = PyModuleDef_HEAD_INIT, .m_name = "phonepatch._engine", .m_size = -1, .m_methods = METHODS,
};

PyMODINIT_FUNC PyInit__engine(void) {
    PyObject *module = PyModule_Create(&DEFINITION);
    if (module && (PyModule_AddIntMacro(module, PP_ABI_VERSION) || add_codec(module) || add_opus(module)
                   || add_resampler(module))) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
