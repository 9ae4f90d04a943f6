/* phonepatch._engine: loads the library, makes its failures into exceptions, and puts the groups together. */
#include "engine.h"

#include <dlfcn.h>

library lib;
static PyObject *failure; /* errors.failure(status, where, needed) -> exception */

PyObject *refuse(pp_status status, const char *where, size_t needed) {
    PyObject *error = failure ? PyObject_CallFunction(failure, "isn", (int)status, where, (Py_ssize_t)needed) : NULL;
    if (error) PyErr_SetObject((PyObject *)Py_TYPE(error), error);
    else if (!PyErr_Occurred()) PyErr_Format(PyExc_RuntimeError, "%s: status %d", where, (int)status);
    Py_XDECREF(error);
    return NULL;
}

int absent(const char *name) {
    if (lib.pp_abi_version) refuse(PP_ERR_UNSUPPORTED, name, 0);
    else PyErr_SetString(PyExc_RuntimeError, "libphonepatch is not loaded");
    return -1;
}

/* Results -------------------------------------------------------------------------------------------------------- */

static PyObject *fill(PyObject *made, int count, va_list parts) {
    int complete = made != NULL;
    for (int i = 0; i < count; i++) {
        PyObject *part = va_arg(parts, PyObject *);
        complete = complete && part;
        if (made && part) PyTuple_SetItem(made, i, part);
        else Py_XDECREF(part);
    }
    if (!complete) Py_CLEAR(made);
    return made;
}

PyObject *pack(int count, ...) {
    va_list parts;
    va_start(parts, count);
    PyObject *made = fill(PyTuple_New(count), count, parts);
    va_end(parts);
    return made;
}

PyObject *pack_as(PyObject *type, int count, ...) {
    va_list parts;
    va_start(parts, count);
    PyObject *made = fill(PyType_GenericAlloc((PyTypeObject *)type, count), count, parts);
    va_end(parts);
    return made;
}

PyObject *whole(PyObject *made, int count) {
    for (int i = 0; i < count; i++) {
        if (PyStructSequence_GetItem(made, i)) continue;
        Py_DECREF(made);
        return NULL;
    }
    return made;
}

/* Types -------------------------------------------------------------------------------------------------------- */

PyTypeObject *add_class(PyObject *module, const char *name, PyType_Spec *spec) {
    PyObject *type = PyType_FromSpec(spec);
    if (!type) return NULL;
    Py_INCREF(type); /* one for the module, one for the file that makes such objects */
    if (!PyModule_AddObject(module, name, type)) return (PyTypeObject *)type;
    Py_DECREF(type);
    Py_DECREF(type);
    return NULL;
}

int add_type(PyObject *module, const char *name, PyType_Spec *spec) { return add_class(module, name, spec) ? 0 : -1; }

PyTypeObject *add_sequence(PyObject *module, const char *name, PyStructSequence_Desc *description) {
    PyTypeObject *type = PyStructSequence_NewType(description);
    if (!type) return NULL;
    Py_INCREF((PyObject *)type);
    if (!PyModule_AddObject(module, name, (PyObject *)type)) return type;
    Py_DECREF(type);
    Py_DECREF(type);
    return NULL;
}

/* The module --------------------------------------------------------------------------------------------------- */

/* Every library has these; the others may be left out when it is built. */
static const char *const NEEDED[] = {"pp_abi_version", "pp_version_text", "pp_status_text", "pp_g711_decode",
                                     "pp_opus_encoder_create", "pp_resampler_create", "pp_room_create", NULL};

static int needed(const char *name) {
    int at = 0;
    while (NEEDED[at] && strcmp(NEEDED[at], name)) at++;
    return NEEDED[at] != NULL;
}

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
    if (!(found.name = (__typeof__(found.name))dlsym(opened, #name)) && !missing && needed(#name)) missing = #name;
    FUNCTIONS(FIND)
#undef FIND
    if (found.pp_abi_version && found.pp_abi_version() != PP_ABI_VERSION)
        return PyErr_Format(PyExc_ImportError, "ABI version %u, this package needs %d", found.pp_abi_version(), PP_ABI_VERSION);
    if (missing) return PyErr_Format(PyExc_ImportError, "it has no %s: another version, or another library", missing);
    lib = found; /* stays loaded: the library does not support dlclose */
    return PyUnicode_FromString(lib.pp_version_text());
}

/* features() -> the PP_FEATURE_ bits of the loaded library; 0 while none is loaded. */
static PyObject *features(PyObject *self, PyObject *unused) {
    (void)self;
    (void)unused;
    return PyLong_FromUnsignedLong(lib.pp_features ? lib.pp_features() : 0);
}

/* absences() -> the functions of the headers that the loaded library does not have. */
static PyObject *absences(PyObject *self, PyObject *unused) {
    (void)self;
    (void)unused;
    PyObject *names = PyList_New(0);
#define LOOK(name)                                                                                                    \
    if (names && !lib.name) {                                                                                         \
        PyObject *text = PyUnicode_FromString(#name);                                                                 \
        if (!text || PyList_Append(names, text)) Py_CLEAR(names);                                                     \
        Py_XDECREF(text);                                                                                             \
    }
    FUNCTIONS(LOOK)
#undef LOOK
    return names;
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

static PyObject *put(PyObject *all, const char *name, PyObject *value) {
    if (all && (!value || PyDict_SetItemString(all, name, value))) Py_CLEAR(all);
    Py_XDECREF(value);
    return all;
}

static PyObject *constants(PyObject *self, PyObject *unused) {
    (void)self;
    (void)unused;
    PyObject *all = PyDict_New();
    for (const number *n = CONSTANTS; n->name; n++) all = put(all, n->name, PyLong_FromLong(n->value));
    return all;
}

static PyObject *layout(PyObject *self, PyObject *unused) {
    (void)self;
    (void)unused;
    PyObject *all = PyDict_New();
    for (const place *p = LAYOUT; p->name; p++)
        all = put(all, p->name, pack(2, PyLong_FromSize_t(p->first), PyLong_FromSize_t(p->second)));
    return all;
}

static PyMethodDef METHODS[] = {
    {"load", load, METH_O, SIGNATURE_load "Loads the library from this path; its version."},
    {"features", features, METH_NOARGS, SIGNATURE_features "The FEATURE_ bits of the loaded library."},
    {"absences", absences, METH_NOARGS, SIGNATURE_absences "Functions that the loaded library does not have."},
    {"status_text", status_text, METH_O, SIGNATURE_status_text "One sentence for a status."},
    {"set_failure", set_failure, METH_O, SIGNATURE_set_failure "Who makes the exceptions."},
    {"constants", constants, METH_NOARGS, SIGNATURE_constants "The numbers of the headers, as compiled."},
    {"layout", layout, METH_NOARGS, SIGNATURE_layout "The structs of the headers, as compiled."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef DEFINITION = {
    .m_base = PyModuleDef_HEAD_INIT, .m_name = "phonepatch._engine", .m_size = -1, .m_methods = METHODS,
};

PyMODINIT_FUNC PyInit__engine(void) {
    PyObject *module = PyModule_Create(&DEFINITION);
#define ADD(name) || add_##name##_group(module)
    if (module && (PyModule_AddIntMacro(module, PP_ABI_VERSION) || add_codec(module) || add_opus(module)
                   || add_resampler(module) || add_carrier(module)
                   || add_media_stream(module) GROUPS(ADD))) {
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
