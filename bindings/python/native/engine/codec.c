/* G.711 and L16: functions without state. A frame takes less time than handing over the interpreter's lock, so only
 * long buffers run without it. */
#include "engine.h"

#define LONG 8192

typedef pp_status (*decoder)(uint32_t, const uint8_t *, size_t, int16_t *, size_t, size_t *);
typedef pp_status (*encoder)(uint32_t, const int16_t *, size_t, uint8_t *, size_t, size_t *);

static PyObject *decode(const char *where, decoder run, uint32_t kind, PyObject *data, PyObject *into, size_t width) {
    memory from;
    output to;
    if (!run) return PyErr_Format(PyExc_RuntimeError, "libphonepatch is not loaded");
    if (borrow_bytes(data, &from)) return NULL;
    if (open_output(into, 1, from.count / width, &to)) {
        give_back(&from);
        return NULL;
    }
    size_t count = 0;
    PyThreadState *saved = from.count > LONG ? PyEval_SaveThread() : NULL;
    pp_status status = run(kind, from.bytes, from.count, to.pcm, to.room, &count);
    if (saved) PyEval_RestoreThread(saved);
    give_back(&from);
    if (status < 0) {
        drop_output(&to);
        return refuse(status, where, count);
    }
    return close_output(&to, 1, count, count);
}

static PyObject *encode(const char *where, encoder run, uint32_t kind, PyObject *pcm, PyObject *into, size_t width) {
    memory from;
    output to;
    if (!run) return PyErr_Format(PyExc_RuntimeError, "libphonepatch is not loaded");
    if (borrow_samples(pcm, &from)) return NULL;
    if (open_output(into, 0, from.count * width, &to)) {
        give_back(&from);
        return NULL;
    }
    size_t count = 0;
    PyThreadState *saved = from.count > LONG ? PyEval_SaveThread() : NULL;
    pp_status status = run(kind, from.pcm, from.count, to.bytes, to.room, &count);
    if (saved) PyEval_RestoreThread(saved);
    give_back(&from);
    if (status < 0) {
        drop_output(&to);
        return refuse(status, where, count);
    }
    return close_output(&to, 0, count, count);
}

static const char *const LAW[] = {"data", "law", "out", NULL};
static const char *const ORDER[] = {"data", "network", "out", NULL};

static PyObject *g711_decode(ARGUMENTS) {
    PyObject *v[3];
    uint32_t law;
    (void)self;
    if (sort_arguments("g711.decode", LAW, 1, 2, args, given, keywords, v) || !(law = take_law(v[1]))) return NULL;
    return decode("g711.decode", lib.pp_g711_decode, law, v[0], v[2], 1);
}

static PyObject *g711_encode(ARGUMENTS) {
    PyObject *v[3];
    uint32_t law;
    (void)self;
    if (sort_arguments("g711.encode", LAW, 1, 2, args, given, keywords, v) || !(law = take_law(v[1]))) return NULL;
    return encode("g711.encode", lib.pp_g711_encode, law, v[0], v[2], 1);
}

static int take_order(PyObject *network, uint32_t *order) {
    int yes = network ? PyObject_IsTrue(network) : 0;
    *order = yes == 1 ? PP_ENCODING_L16_NETWORK : PP_ENCODING_L16;
    return yes < 0 ? -1 : 0;
}

static PyObject *l16_decode(ARGUMENTS) {
    PyObject *v[3];
    uint32_t order;
    (void)self;
    if (sort_arguments("l16.decode", ORDER, 1, 1, args, given, keywords, v) || take_order(v[1], &order)) return NULL;
    return decode("l16.decode", lib.pp_l16_decode, order, v[0], v[2], 2);
}

static PyObject *l16_encode(ARGUMENTS) {
    PyObject *v[3];
    uint32_t order;
    (void)self;
    if (sort_arguments("l16.encode", ORDER, 1, 1, args, given, keywords, v) || take_order(v[1], &order)) return NULL;
    return encode("l16.encode", lib.pp_l16_encode, order, v[0], v[2], 2);
}

static PyMethodDef METHODS[] = {
    {"g711_decode", CALL(g711_decode), KEYWORDS, SIGNATURE_g711_decode "G.711 to 16-bit samples."},
    {"g711_encode", CALL(g711_encode), KEYWORDS, SIGNATURE_g711_encode "16-bit samples to G.711."},
    {"l16_decode", CALL(l16_decode), KEYWORDS, SIGNATURE_l16_decode "L16 to samples in the machine's order."},
    {"l16_encode", CALL(l16_encode), KEYWORDS, SIGNATURE_l16_encode "Samples in the machine's order to L16."},
    {NULL, NULL, 0, NULL},
};

int add_codec(PyObject *module) { return PyModule_AddFunctions(module, METHODS); }
