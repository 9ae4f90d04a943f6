/* Objects that own a handle of the library: their life, and who may use them. */
#include "engine.h"

#include <pthread.h>

typedef struct handle {
    HANDLE(void)
} handle;

unsigned process_number = 1;

static void forked(void) { process_number++; }

int usable(void *object, const char *where) {
    handle *self = object;
    const char *why = !self->raw ? "%s: closed" : self->busy ? "%s: another thread is using this object"
                      : self->born && self->born != process_number ? "%s: its keys belong to the process that made it" : NULL;
    if (!why) return 0;
    PyObject *text = PyUnicode_FromFormat(why, where);
    if (text) {
        const char *utf8 = PyUnicode_AsUTF8AndSize(text, NULL);
        if (utf8) refuse(PP_ERR_STATE, utf8, 0);
        Py_DECREF(text);
    }
    return -1;
}

PyObject *new_object(PyTypeObject *type) {
    static int watching;
    if (!watching && !pthread_atfork(NULL, NULL, forked)) watching = 1;
    if (!lib.pp_abi_version) {
        PyErr_SetString(PyExc_RuntimeError, "libphonepatch is not loaded");
        return NULL;
    }
    allocfunc allocate = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    return allocate(type, 0); /* zeroed */
}

PyObject *handle_close(PyObject *object, PyObject *unused) {
    handle *self = (handle *)object;
    (void)unused;
    if (self->raw && self->busy) {
        usable(self, "close");
        return NULL;
    }
    void *raw = self->raw;
    self->raw = NULL;
    if (raw) self->destroy(raw);
    Py_RETURN_NONE;
}

PyObject *handle_enter(PyObject *object, PyObject *unused) {
    (void)unused;
    Py_INCREF(object);
    return object;
}

PyObject *handle_exit(PyObject *object, PyObject *unused) { return handle_close(object, unused); }

PyObject *handle_closed(PyObject *object, void *unused) {
    (void)unused;
    return PyBool_FromLong(((handle *)object)->raw == NULL);
}

void handle_dealloc(PyObject *object) {
    PyTypeObject *type = Py_TYPE(object);
    handle *self = (handle *)object;
    /* One that a thread was in when the process forked or ended stays as it is. */
    if (self->raw && !self->busy) self->destroy(self->raw);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(object);
    Py_DECREF(type);
}
