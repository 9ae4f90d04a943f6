/* What the files of the compiled module share: the library's functions, handles, buffers, failures. */
#ifndef PHONEPATCH_PYTHON_ENGINE_H
#define PHONEPATCH_PYTHON_ENGINE_H

#define PY_SSIZE_T_CLEAN
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030b0000
#endif
#include <Python.h>

#include <phonepatch.h>
#include <string.h>

/* Every function that the module calls. They are found in the library that load() is given. */
#define FUNCTIONS(X)                                                                                                  \
    X(pp_abi_version) X(pp_version_text) X(pp_status_text)                                                            \
    X(pp_g711_decode) X(pp_g711_encode) X(pp_l16_decode) X(pp_l16_encode)                                             \
    X(pp_opus_encoder_create) X(pp_opus_encoder_destroy) X(pp_opus_encoder_reset) X(pp_opus_encoder_encode)           \
    X(pp_opus_encoder_set_bitrate) X(pp_opus_encoder_set_expected_loss) X(pp_opus_encoder_lookahead)                  \
    X(pp_opus_decoder_create) X(pp_opus_decoder_destroy) X(pp_opus_decoder_reset) X(pp_opus_decoder_decode)           \
    X(pp_opus_decoder_conceal) X(pp_opus_decoder_recover) X(pp_opus_packet_inspect)                                   \
    X(pp_resampler_create) X(pp_resampler_destroy) X(pp_resampler_reset) X(pp_resampler_skip_delay)                   \
    X(pp_resampler_process) X(pp_resampler_needed) X(pp_resampler_delay)

typedef struct library {
#define FIELD(name) __typeof__(&name) name;
    FUNCTIONS(FIELD)
#undef FIELD
} library;

extern library lib; /* all null until load() */

/* Failures ----------------------------------------------------------------------------------------------------- */

/* Sets the exception of a status; always NULL. */
PyObject *refuse(pp_status status, const char *where, size_t needed);

/* Arguments ---------------------------------------------------------------------------------------------------- */

/* Sorts the arguments of a call with keywords into `values`, in the order of `names` (ended by NULL). `least` must be
 * there, `places` may be given by place. What is not given is NULL. 0, or -1 with the exception set. */
int sort_arguments(const char *where, const char *const *names, int least, int places, PyObject *const *args,
                   Py_ssize_t given, PyObject *keywords, PyObject **values);

/* PP_ENCODING_MULAW or _ALAW for NULL, "mulaw" or "alaw"; 0 with the exception set for anything else. */
uint32_t take_law(PyObject *name);

/* Memory that a call borrows. Contiguous; of samples: int16 elements, or plain bytes in pairs. */
typedef struct memory {
    Py_buffer view;
    void *copy; /* of samples that lie at an odd address */
    uint8_t *bytes;
    int16_t *pcm;
    size_t count; /* elements: bytes or samples over all channels */
} memory;

int borrow_bytes(PyObject *object, memory *out);
int borrow_samples(PyObject *object, memory *out);
int borrow_bytes_out(PyObject *object, memory *out);
int borrow_samples_out(PyObject *object, memory *out);
void give_back(memory *m);

/* Output: either a caller's `out`, or new bytes. */
typedef struct output {
    memory borrowed;
    PyObject *made;
    uint8_t *bytes;
    int16_t *pcm;
    size_t room; /* elements */
} output;

/* `object` NULL or None makes bytes with room for `count` elements. */
int open_output(PyObject *object, int samples, size_t count, output *out);

/* After success: the bytes, cut to `count` elements, or for a caller's `out` the number `told`. */
PyObject *close_output(output *out, int samples, size_t count, size_t told);
void drop_output(output *out);

/* Handles ------------------------------------------------------------------------------------------------------ */

/* Begins every object that owns a handle of the library. */
#define HANDLE(type)                                                                                                  \
    PyObject_HEAD                                                                                                     \
    type *raw;                                                                                                        \
    int busy;     /* a thread is inside a call that runs without the interpreter's lock */                            \
    int channels;                                                                                                     \
    int sample_rate;

/* Null with the exception set when the object is closed or another thread is in a call. */
int usable(void *object, const char *where);

/* Runs the statement without the interpreter's lock; other threads find the object busy. */
#define RELEASED(self, ...)                                                                                           \
    do {                                                                                                              \
        (self)->busy = 1;                                                                                             \
        PyThreadState *saved = PyEval_SaveThread();                                                                   \
        __VA_ARGS__;                                                                                                  \
        PyEval_RestoreThread(saved);                                                                                  \
        (self)->busy = 0;                                                                                             \
    } while (0)

/* The members that every type of handle has: close, closed, reset, `with`, __del__. */
#define HANDLE_TYPE(name, kind)                                                                                       \
    static PyObject *name##_close(PyObject *object, PyObject *unused) {                                               \
        name *self = (name *)object;                                                                                  \
        (void)unused;                                                                                                 \
        if (self->raw && usable(self, #name ".close")) return NULL;                                                   \
        if (self->raw) lib.kind##_destroy(self->raw);                                                                 \
        self->raw = NULL;                                                                                             \
        Py_RETURN_NONE;                                                                                               \
    }                                                                                                                 \
    static PyObject *name##_reset(PyObject *object, PyObject *unused) {                                               \
        name *self = (name *)object;                                                                                  \
        (void)unused;                                                                                                 \
        if (usable(self, #name ".reset")) return NULL;                                                                \
        pp_status status = lib.kind##_reset(self->raw);                                                               \
        if (status < 0) return refuse(status, #name ".reset", 0);                                                     \
        Py_RETURN_NONE;                                                                                               \
    }                                                                                                                 \
    static PyObject *name##_enter(PyObject *object, PyObject *unused) {                                               \
        (void)unused;                                                                                                 \
        Py_INCREF(object);                                                                                            \
        return object;                                                                                                \
    }                                                                                                                 \
    static PyObject *name##_exit(PyObject *object, PyObject *unused) { return name##_close(object, unused); }         \
    static PyObject *name##_closed(PyObject *object, void *unused) {                                                  \
        (void)unused;                                                                                                 \
        return PyBool_FromLong(((name *)object)->raw == NULL);                                                        \
    }                                                                                                                 \
    static void name##_dealloc(PyObject *object) {                                                                    \
        PyTypeObject *type = Py_TYPE(object);                                                                         \
        if (((name *)object)->raw) lib.kind##_destroy(((name *)object)->raw);                                         \
        freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);                                                \
        release(object);                                                                                              \
        Py_DECREF(type);                                                                                              \
    }

#define HANDLE_METHODS(name)                                                                                          \
    {"close", name##_close, METH_NOARGS, "Frees the object. Closing twice is fine."},                                 \
    {"reset", name##_reset, METH_NOARGS, "Forgets the sound so far; settings stay."},                                 \
    {"__enter__", name##_enter, METH_NOARGS, NULL}, {"__exit__", name##_exit, METH_VARARGS, NULL}

#define HANDLE_PROPERTIES(name) {"closed", name##_closed, NULL, "True after close().", NULL}

PyObject *new_object(PyTypeObject *type);
int add_type(PyObject *module, const char *name, PyType_Spec *spec);

int add_codec(PyObject *module);
int add_opus(PyObject *module);
int add_resampler(PyObject *module);

#define CALL(function) ((PyCFunction)(void (*)(void))(function))
#define KEYWORDS (METH_FASTCALL | METH_KEYWORDS)
#define ARGUMENTS PyObject *self, PyObject *const *args, Py_ssize_t given, PyObject *keywords

#endif
