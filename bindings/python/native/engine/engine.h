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

#include "../generated/calls.h"
#include "../generated/signatures.h"

/* Every function of the headers, found in the library that load() is given. A library without the groups that need
 * keys leaves theirs null. */
typedef struct library {
#define FIELD(name) __typeof__(&name) name;
    FUNCTIONS(FIELD)
#undef FIELD
} library;

extern library lib; /* all null until load() */

/* 0, or -1 with the exception set: the library is not loaded, or was built without this call. */
int absent(const char *name);
#define present(function, name) ((function) ? 0 : absent(name))

/* Failures ----------------------------------------------------------------------------------------------------- */

/* Sets the exception of a status; always NULL. */
PyObject *refuse(pp_status status, const char *where, size_t needed);

/* Arguments: 0, or -1 with the exception set --------------------------------------------------------------------- */

/* Sorts the arguments of a call with keywords into `values`, in the order of `names` (ended by NULL). `least` must be
 * there, `places` may be given by place. What is not given is NULL. */
int sort_arguments(const char *where, const char *const *names, int least, int places, PyObject *const *args,
                   Py_ssize_t given, PyObject *keywords, PyObject **values);
/* The same for a type that is called. */
int sort_new(const char *where, const char *const *names, int least, int places, PyObject *args, PyObject *keywords,
             PyObject **values);

int take_u16(PyObject *object, uint16_t *out);
int take_u32(PyObject *object, uint32_t *out);
int take_u64(PyObject *object, uint64_t *out);
int take_i32(PyObject *object, int32_t *out);
int take_i64(PyObject *object, int64_t *out);
int take_size(PyObject *object, size_t *out);
int take_float(PyObject *object, float *out);
int take_handle(PyObject *object, PyTypeObject *type, const char *where, void **out);

/* PP_ENCODING_MULAW or _ALAW for NULL, "mulaw" or "alaw"; 0 with the exception set for anything else. */
uint32_t take_law(PyObject *name);

/* Memory that a call borrows. Contiguous; of samples: int16 elements, or plain bytes in pairs. */
typedef struct memory {
    Py_buffer view;
    void *copy; /* of samples that lie at an odd address, and of bytes that could change */
    uint8_t *bytes;
    int16_t *pcm;
    size_t count; /* elements: bytes or samples over all channels */
} memory;

int borrow_bytes(PyObject *object, memory *out);
int borrow_samples(PyObject *object, memory *out);
int borrow_bytes_out(PyObject *object, memory *out);
int borrow_samples_out(PyObject *object, memory *out);
/* For what is parsed without the interpreter's lock: a copy, if another thread could change it meanwhile. */
int borrow_frozen(PyObject *object, memory *out);
int borrow_text(PyObject *object, memory *out); /* str as UTF-8, or bytes */
void give_back(memory *m);                      /* zeroes are fine */

/* `here`, if its `there` bytes suffice, else memory that is the caller's to free by PyMem_Free; NULL with the exception set. */
void *space(size_t bytes, void *here, size_t there);

/* Output of a known length: either a caller's `out`, or new bytes. */
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

/* Output of any length: a caller's `out`, else memory on the stack, else as much as the library asks for. */
typedef struct answer {
    memory borrowed;
    PyObject *made;
    int given, width;
    uint8_t *bytes;
    int16_t *pcm;
    size_t room; /* elements */
    union {
        uint8_t bytes[4096];
        int16_t pcm[2048];
    } here;
} answer;

#define ANSWER(name)                                                                                                  \
    answer name;                                                                                                      \
    name.made = NULL;                                                                                                 \
    name.given = 0;                                                                                                   \
    name.borrowed.copy = NULL;                                                                                        \
    name.borrowed.view.obj = NULL

int begin_answer(PyObject *object, int samples, answer *out);
int overlap(const answer *out, const memory *in);
int more_answer(answer *out, size_t count); /* 1: there is more room now, call again */
PyObject *take_answer(answer *out, size_t count);
void end_answer(answer *out);

/* Results -------------------------------------------------------------------------------------------------------- */

PyObject *pack(int count, ...);             /* a tuple; takes the references */
PyObject *pack_as(PyObject *type, int count, ...); /* one of a subclass of tuple that has no members of its own */
PyObject *whole(PyObject *made, int count); /* a struct sequence, if each member could be made */
/* A carrier.Message, whose texts lie in scratch; that is written to again. */
PyObject *told_message(const memory *message, const pp_carrier_message *m, uint8_t *scratch, size_t room);
static inline PyObject *new_none(void) { Py_RETURN_NONE; }

/* Handles ------------------------------------------------------------------------------------------------------ */

/* Begins every object that owns a handle of the library. */
#define HANDLE(type)                                                                                                  \
    PyObject_HEAD                                                                                                     \
    type *raw;                                                                                                        \
    void (*destroy)(type *);                                                                                          \
    int busy;      /* a thread is inside a call that runs without the interpreter's lock */                           \
    unsigned born; /* of one that holds keys: the process that it belongs to, else 0 */                               \
    uint32_t channels;                                                                                                \
    uint32_t sample_rate;

#include "../generated/objects.h"

/* 0, or -1 with the exception set when the object is closed, another thread is in a call, or the keys are the parent
 * process's. Comes last before the call: what takes arguments may run Python. */
int usable(void *object, const char *where);

/* Counts the forks that lead to this process, from 1. */
extern unsigned process_number;

#define adopt(self, made, how, sealing)                                                                               \
    ((self)->raw = (made), (self)->destroy = (how), (self)->channels = 1, (self)->born = (sealing) ? process_number : 0)

/* Runs the statement without the interpreter's lock; other threads find the object busy. */
#define RELEASED(self, ...)                                                                                           \
    do {                                                                                                              \
        (self)->busy = 1;                                                                                             \
        PyThreadState *saved = PyEval_SaveThread();                                                                   \
        __VA_ARGS__;                                                                                                  \
        PyEval_RestoreThread(saved);                                                                                  \
        (self)->busy = 0;                                                                                             \
    } while (0)

/* Handing over the interpreter's lock takes longer than a frame of G.711. */
#define LONG 8192
#define UNLOCKED(size, ...)                                                                                           \
    do {                                                                                                              \
        PyThreadState *saved = (size) > LONG ? PyEval_SaveThread() : NULL;                                            \
        __VA_ARGS__;                                                                                                  \
        if (saved) PyEval_RestoreThread(saved);                                                                       \
    } while (0)

/* What every type of handle has: close, closed, `with`. */
PyObject *handle_close(PyObject *object, PyObject *unused);
PyObject *handle_enter(PyObject *object, PyObject *unused);
PyObject *handle_exit(PyObject *object, PyObject *unused);
PyObject *handle_closed(PyObject *object, void *unused);
void handle_dealloc(PyObject *object);

#define HANDLE_METHODS                                                                                                \
    {"close", handle_close, METH_NOARGS, SIGNATURE__Handle_close "Frees the object. Closing twice is fine."},         \
    {"__enter__", handle_enter, METH_NOARGS, SIGNATURE__Handle___enter__},                                            \
    {"__exit__", handle_exit, METH_VARARGS, SIGNATURE__Handle___exit__}

#define HANDLE_PROPERTIES {"closed", handle_closed, NULL, "True after close().", NULL}

#define HANDLE_RESET(name, kind)                                                                                      \
    static PyObject *name##_reset(PyObject *object, PyObject *unused) {                                               \
        name *self = (name *)object;                                                                                  \
        (void)unused;                                                                                                 \
        if (usable(self, #name ".reset")) return NULL;                                                                \
        pp_status status = lib.kind##_reset(self->raw);                                                               \
        if (status < 0) return refuse(status, #name ".reset", 0);                                                     \
        Py_RETURN_NONE;                                                                                               \
    }
#define HANDLE_RESET_METHOD(name)                                                                                     \
    {"reset", name##_reset, METH_NOARGS, SIGNATURE_##name##_reset "Forgets the sound so far; settings stay."}

/* The type of a class that the generator writes. */
#define HANDLE_SPEC(name, about)                                                                                      \
    static PyGetSetDef name##_PROPERTIES[] = {HANDLE_PROPERTIES, {NULL, NULL, NULL, NULL, NULL}};                     \
    static PyType_Slot name##_SLOTS[] = {                                                                             \
        {Py_tp_new, name##_new}, {Py_tp_dealloc, handle_dealloc}, {Py_tp_methods, name##_METHODS},                    \
        {Py_tp_getset, name##_PROPERTIES}, {Py_tp_doc, SIGNATURE_##name about}, {0, NULL},                            \
    };                                                                                                                \
    static PyType_Spec name##_SPEC = {"phonepatch._engine." #name, sizeof(name), 0,                                   \
                                      Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, name##_SLOTS};

PyObject *new_object(PyTypeObject *type);
int add_type(PyObject *module, const char *name, PyType_Spec *spec);
PyTypeObject *add_class(PyObject *module, const char *name, PyType_Spec *spec);
PyTypeObject *add_sequence(PyObject *module, const char *name, PyStructSequence_Desc *description);

int add_codec(PyObject *module);
int add_opus(PyObject *module);
int add_resampler(PyObject *module);
int add_carrier(PyObject *module);
int add_media_stream(PyObject *module);
#define GROUP(name) int add_##name##_group(PyObject *module);
GROUPS(GROUP)
#undef GROUP

/* What the compiler makes of the headers, for the tests. */
typedef struct number {
    const char *name;
    long value;
} number;
typedef struct place {
    const char *name;
    size_t first, second; /* size and alignment of a struct, offset and size of a field */
} place;
extern const number CONSTANTS[];
extern const place LAYOUT[];

#define CALL(function) ((PyCFunction)(void (*)(void))(function))
#define KEYWORDS (METH_FASTCALL | METH_KEYWORDS)
#define ARGUMENTS PyObject *self, PyObject *const *args, Py_ssize_t given, PyObject *keywords

#endif
