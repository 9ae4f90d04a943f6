/* What every function of the module does with its arguments, with the errors that Python's own module gives. */
#ifndef PHONEPATCH_AUDIOOP_CALL_H
#define PHONEPATCH_AUDIOOP_CALL_H

#define PY_SSIZE_T_CLEAN
#ifndef Py_LIMITED_API
#define Py_LIMITED_API 0x030b0000
#endif
#include <Python.h>

extern PyObject *audioop_error; /* audioop.error, made with the module */

/* A fragment of whole samples; `bytes` stays borrowed until done(). */
typedef struct fragment {
    Py_buffer view;
    const uint8_t *bytes;
    Py_ssize_t size;  /* bytes                */
    Py_ssize_t count; /* samples              */
    int width;        /* bytes of a sample    */
} fragment;

/* 0, or -1 with the exception set. */
int arity(const char *name, Py_ssize_t given, Py_ssize_t least, Py_ssize_t most);
int take_int(PyObject *object, int *out);
int take_size(PyObject *object, Py_ssize_t *out);
int take_double(PyObject *object, double *out);
int take_bytes(const char *name, int position, PyObject *object, fragment *out);
int check_width(int width);
int check_whole(fragment *f, int width);

static inline void done(fragment *f) { PyBuffer_Release(&f->view); }

/* fragment and width, the first two arguments of most functions; on failure nothing is borrowed. */
int take_fragment(const char *name, PyObject *const *args, fragment *out);

PyObject *fail(const char *what);

void audioop_tables(void); /* once, before the first call */

/* Long work runs without the interpreter's lock; short work is not worth handing it over. */
#define UNLOCKED(bytes, ...)                                                                                          \
    do {                                                                                                              \
        PyThreadState *saved = (bytes) > 16384 ? PyEval_SaveThread() : NULL;                                          \
        __VA_ARGS__                                                                                                   \
        if (saved) PyEval_RestoreThread(saved);                                                                       \
    } while (0)

#define FUNCTION(name) PyObject *audioop_##name(PyObject *module, PyObject *const *args, Py_ssize_t given)

FUNCTION(getsample); FUNCTION(max); FUNCTION(minmax); FUNCTION(avg); FUNCTION(rms); FUNCTION(findfit);
FUNCTION(findfactor); FUNCTION(findmax); FUNCTION(avgpp); FUNCTION(maxpp); FUNCTION(cross);
FUNCTION(mul); FUNCTION(tomono); FUNCTION(tostereo); FUNCTION(add); FUNCTION(bias); FUNCTION(reverse);
FUNCTION(byteswap); FUNCTION(lin2lin); FUNCTION(ratecv);
FUNCTION(lin2ulaw); FUNCTION(ulaw2lin); FUNCTION(lin2alaw); FUNCTION(alaw2lin); FUNCTION(lin2adpcm); FUNCTION(adpcm2lin);

#endif
