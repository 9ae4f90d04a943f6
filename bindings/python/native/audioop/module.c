/* phonepatch._audioop: the functions of CPython 3.11's audioop, bit for bit, state for state, exception for exception. */
#include "call.h"

PyObject *audioop_error;

#define METHOD(name, signature, text)                                                                                 \
    {#name, (PyCFunction)(void (*)(void))audioop_##name, METH_FASTCALL, #name signature "\n--\n\n" text}

static PyMethodDef METHODS[] = {
    METHOD(add, "($module, fragment1, fragment2, width, /)", "The sum of two fragments, held within the width."),
    METHOD(adpcm2lin, "($module, fragment, width, state, /)", "Intel/DVI ADPCM to linear samples: (samples, state)."),
    METHOD(alaw2lin, "($module, fragment, width, /)", "A-law to linear samples."),
    METHOD(avg, "($module, fragment, width, /)", "The mean of all samples."),
    METHOD(avgpp, "($module, fragment, width, /)", "The mean distance between neighbouring peaks."),
    METHOD(bias, "($module, fragment, width, bias, /)", "Adds a number to each sample; it wraps."),
    METHOD(byteswap, "($module, fragment, width, /)", "The other byte order."),
    METHOD(cross, "($module, fragment, width, /)", "How often the sign changes."),
    METHOD(findfactor, "($module, fragment, reference, /)", "The factor F for which rms(add(fragment, mul(reference, -F))) is least."),
    METHOD(findfit, "($module, fragment, reference, /)", "Where reference fits best, and with which factor."),
    METHOD(findmax, "($module, fragment, length, /)", "Where the run of `length` samples with most energy begins."),
    METHOD(getsample, "($module, fragment, width, index, /)", "One sample."),
    METHOD(lin2adpcm, "($module, fragment, width, state, /)", "Linear samples to Intel/DVI ADPCM: (codes, state)."),
    METHOD(lin2alaw, "($module, fragment, width, /)", "Linear samples to A-law."),
    METHOD(lin2lin, "($module, fragment, width, newwidth, /)", "Another width."),
    METHOD(lin2ulaw, "($module, fragment, width, /)", "Linear samples to mu-law."),
    METHOD(max, "($module, fragment, width, /)", "The largest absolute value."),
    METHOD(maxpp, "($module, fragment, width, /)", "The largest distance between neighbouring peaks."),
    METHOD(minmax, "($module, fragment, width, /)", "The smallest and the largest sample."),
    METHOD(mul, "($module, fragment, width, factor, /)", "Each sample times a factor, held within the width."),
    METHOD(ratecv, "($module, fragment, width, nchannels, inrate, outrate, state,\n       weightA=1, weightB=0, /)",
           "Another sample rate: (samples, state)."),
    METHOD(reverse, "($module, fragment, width, /)", "The samples from last to first."),
    METHOD(rms, "($module, fragment, width, /)", "The root of the mean square."),
    METHOD(tomono, "($module, fragment, width, lfactor, rfactor, /)", "Two channels to one, each with its factor."),
    METHOD(tostereo, "($module, fragment, width, lfactor, rfactor, /)", "One channel to two, each with its factor."),
    METHOD(ulaw2lin, "($module, fragment, width, /)", "mu-law to linear samples."),
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef DEFINITION = {
    .m_base = PyModuleDef_HEAD_INIT, .m_name = "phonepatch._audioop", .m_size = -1, .m_methods = METHODS,
};

PyMODINIT_FUNC PyInit__audioop(void) {
    audioop_tables();
    PyObject *module = PyModule_Create(&DEFINITION);
    if (!module) return NULL;
    audioop_error = PyErr_NewException("audioop.error", NULL, NULL);
    if (!audioop_error) {
        Py_DECREF(module);
        return NULL;
    }
    Py_INCREF(audioop_error);
    if (PyModule_AddObject(module, "error", audioop_error)) {
        Py_DECREF(audioop_error);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
