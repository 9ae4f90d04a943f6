/* Resampler. */
#include "engine.h"

typedef struct Resampler {
    HANDLE(pp_resampler)
} Resampler;

HANDLE_RESET(Resampler, pp_resampler)

static PyObject *resampler_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static char *names[] = {"from_rate", "to_rate", "channels", "quality", NULL};
    pp_resampler_config config = PP_SIZED(pp_resampler_config);
    unsigned int from, to, channels = 1, quality = 0; /* of the library's choice */
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "II|I$I:Resampler", names, &from, &to, &channels, &quality))
        return NULL;
    config.from_rate = from;
    config.to_rate = to;
    config.channels = channels;
    config.quality = quality;
    Resampler *self = (Resampler *)new_object(type);
    if (!self) return NULL;
    pp_resampler *made = NULL;
    pp_status status = lib.pp_resampler_create(&config, &made);
    if (status < 0) {
        Py_DECREF(self);
        return refuse(status, "Resampler", 0);
    }
    adopt(self, made, lib.pp_resampler_destroy, 0);
    self->channels = channels ? channels : 1;
    self->sample_rate = to;
    return (PyObject *)self;
}

static int in_step(const Resampler *self, memory *m) {
    if (m->count % (size_t)self->channels == 0) return 0;
    give_back(m);
    PyErr_SetString(PyExc_ValueError, "the sound ends in the middle of a sample");
    return -1;
}

static PyObject *resampler_process(PyObject *object, PyObject *pcm) {
    Resampler *self = (Resampler *)object;
    memory from;
    output to;
    size_t room = 0, consumed = 0, produced = 0, channels = self->channels;
    if (borrow_samples(pcm, &from) || in_step(self, &from)) return NULL;
    if (usable(self, "Resampler.process")) {
        give_back(&from);
        return NULL;
    }
    size_t samples = from.count / channels;
    pp_status status = lib.pp_resampler_needed(self->raw, samples, &room);
    if (status < 0 || open_output(NULL, 1, room * channels, &to)) {
        give_back(&from);
        return status < 0 ? refuse(status, "Resampler.process", 0) : NULL;
    }
    RELEASED(self, status = lib.pp_resampler_process(self->raw, from.pcm, samples, to.pcm, room, &consumed, &produced));
    give_back(&from);
    if (status < 0) {
        drop_output(&to);
        return refuse(status, "Resampler.process", produced * channels);
    }
    return close_output(&to, 1, produced * channels, 0);
}

static PyObject *resampler_process_into(PyObject *object, PyObject *const *args, Py_ssize_t given) {
    Resampler *self = (Resampler *)object;
    memory from, to;
    size_t consumed = 0, produced = 0, channels = (size_t)self->channels;
    if (given != 2) return PyErr_Format(PyExc_TypeError, "Resampler.process_into() takes pcm and out, not %zd arguments", given);
    if (borrow_samples(args[0], &from) || in_step(self, &from)) return NULL;
    if (borrow_samples_out(args[1], &to)) {
        give_back(&from);
        return NULL;
    }
    if (usable(self, "Resampler.process_into")) {
        give_back(&from);
        give_back(&to);
        return NULL;
    }
    pp_status status;
    RELEASED(self, status = lib.pp_resampler_process(self->raw, from.pcm, from.count / channels, to.pcm,
                                                     to.count / channels, &consumed, &produced));
    give_back(&from);
    give_back(&to);
    if (status < 0) return refuse(status, "Resampler.process_into", produced * channels);
    return Py_BuildValue("(nn)", (Py_ssize_t)consumed, (Py_ssize_t)produced);
}

static PyObject *resampler_skip_delay(PyObject *object, PyObject *unused) {
    Resampler *self = (Resampler *)object;
    (void)unused;
    if (usable(self, "Resampler.skip_delay")) return NULL;
    pp_status status = lib.pp_resampler_skip_delay(self->raw);
    if (status < 0) return refuse(status, "Resampler.skip_delay", 0);
    Py_RETURN_NONE;
}

static PyObject *resampler_delay(PyObject *object, void *unused) {
    Resampler *self = (Resampler *)object;
    uint32_t before = 0, after = 0;
    (void)unused;
    if (usable(self, "Resampler.delay")) return NULL;
    pp_status status = lib.pp_resampler_delay(self->raw, &before, &after);
    return status < 0 ? refuse(status, "Resampler.delay", 0) : Py_BuildValue("(II)", before, after);
}

static PyObject *channels_of(PyObject *self, void *unused) {
    (void)unused;
    return PyLong_FromUnsignedLong(((Resampler *)self)->channels);
}

static PyMethodDef METHODS[] = {
    HANDLE_METHODS,
    HANDLE_RESET_METHOD(Resampler),
    {"process", resampler_process, METH_O,
     SIGNATURE_Resampler_process "Takes all of the sound and returns what comes out."},
    {"process_into", CALL(resampler_process_into), METH_FASTCALL,
     SIGNATURE_Resampler_process_into "Takes what fits: (consumed, produced), per channel."},
    {"skip_delay", resampler_skip_delay, METH_NOARGS,
     SIGNATURE_Resampler_skip_delay "For files, before the first sample: leaves the delay out."},
    {NULL, NULL, 0, NULL},
};
static PyGetSetDef PROPERTIES[] = {
    HANDLE_PROPERTIES,
    {"channels", channels_of, NULL, NULL, NULL},
    {"delay", resampler_delay, NULL, "The delay in samples at the input's rate and at the output's.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyType_Slot SLOTS[] = {
    {Py_tp_new, resampler_new}, {Py_tp_dealloc, handle_dealloc}, {Py_tp_methods, METHODS},
    {Py_tp_getset, PROPERTIES}, {Py_tp_doc, SIGNATURE_Resampler "Sound at one rate to sound at another."}, {0, NULL},
};
static PyType_Spec SPEC = {"phonepatch._engine.Resampler", sizeof(Resampler), 0,
                           Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, SLOTS};

int add_resampler(PyObject *module) { return add_type(module, "Resampler", &SPEC); }
