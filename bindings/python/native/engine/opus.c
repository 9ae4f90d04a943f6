/* OpusEncoder, OpusDecoder and inspect. */
#include "engine.h"

typedef struct OpusEncoder {
    HANDLE(pp_opus_encoder)
} OpusEncoder;

typedef struct OpusDecoder {
    HANDLE(pp_opus_decoder)
} OpusDecoder;

HANDLE_RESET(OpusEncoder, pp_opus_encoder)
HANDLE_RESET(OpusDecoder, pp_opus_decoder)

/* Encoder ------------------------------------------------------------------------------------------------------ */

static PyObject *encoder_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static char *names[] = {"sample_rate", "channels", "application", "bitrate", "complexity", "fec", "expected_loss",
                            "dtx", "rate_mode", "bandwidth", "max_bandwidth", "signal", "packet_max", NULL};
    static const char *const kinds[] = {"voip", "audio", "low_delay"};
    unsigned int rate = 48000, channels = 1, bitrate = 0, loss = 0;
    int complexity = 5, fec = 0, dtx = 0;
    const char *application = "voip";
    pp_opus_encoder_config config = PP_SIZED(pp_opus_encoder_config);
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "|II$sIipIpIIIII:OpusEncoder", names, &rate, &channels, &application,
                                     &bitrate, &complexity, &fec, &loss, &dtx, &config.rate_mode, &config.bandwidth,
                                     &config.max_bandwidth, &config.signal, &config.packet_max)) return NULL;
    while (config.application < 3 && strcmp(application, kinds[config.application])) config.application++;
    if (config.application == 3)
        return PyErr_Format(PyExc_ValueError, "application is one of voip, audio, low_delay, not '%s'", application);
    if (complexity < 0 || complexity > 10)
        return PyErr_Format(PyExc_ValueError, "complexity runs from 0 to 10, not %d", complexity);
    config.sample_rate = rate;
    config.channels = channels;
    config.bitrate = bitrate;
    config.complexity = complexity ? complexity : -1;
    config.fec = (uint32_t)fec;
    config.expected_loss = loss;
    config.dtx = (uint32_t)dtx;
    OpusEncoder *self = (OpusEncoder *)new_object(type);
    if (!self) return NULL;
    pp_opus_encoder *made = NULL;
    pp_status status = lib.pp_opus_encoder_create(&config, &made);
    if (status < 0) {
        Py_DECREF(self);
        return refuse(status, "OpusEncoder", 0);
    }
    adopt(self, made, lib.pp_opus_encoder_destroy, 0);
    self->channels = channels ? channels : 1;
    self->sample_rate = rate ? rate : 48000;
    return (PyObject *)self;
}

static PyObject *encoder_encode(ARGUMENTS) {
    static const char *const names[] = {"pcm", "out", NULL};
    OpusEncoder *me = (OpusEncoder *)self;
    PyObject *v[2];
    memory from;
    output to;
    if (sort_arguments("OpusEncoder.encode", names, 1, 1, args, given, keywords, v)
        || borrow_samples(v[0], &from)) return NULL;
    if (from.count % (size_t)me->channels) {
        give_back(&from);
        PyErr_SetString(PyExc_ValueError, "the frame ends in the middle of a sample");
        return NULL;
    }
    if (open_output(v[1], 0, PP_OPUS_PACKET_MAX, &to)) {
        give_back(&from);
        return NULL;
    }
    if (usable(me, "OpusEncoder.encode")) {
        give_back(&from);
        drop_output(&to);
        return NULL;
    }
    size_t count = 0;
    pp_status status;
    RELEASED(me, status = lib.pp_opus_encoder_encode(me->raw, from.pcm, from.count / (size_t)me->channels, to.bytes,
                                                     to.room, &count));
    give_back(&from);
    if (status < 0) {
        drop_output(&to);
        return refuse(status, "OpusEncoder.encode", count);
    }
    return close_output(&to, 0, count, count);
}

static PyObject *encoder_set(OpusEncoder *self, PyObject *value, const char *where,
                             pp_status (*set)(pp_opus_encoder *, uint32_t)) {
    uint32_t number;
    if (take_u32(value, &number) || usable(self, where)) return NULL;
    pp_status status = set(self->raw, number);
    if (status < 0) return refuse(status, where, 0);
    Py_RETURN_NONE;
}

/* What can change from one frame to the next. */
#define SETTINGS(X)                                                                                                   \
    X(bitrate, "Bits a second from the next frame on; 0 lets libopus choose.")                                        \
    X(rate_mode, "PP_OPUS_VBR_CONSTRAINED, _VBR or _CBR.")                                                            \
    X(complexity, "libopus's own 0 to 10.")                                                                           \
    X(fec, "1: packets also carry a thin copy of the frame before.")                                                  \
    X(expected_loss, "How much loss to prepare for, 0 to 100 per cent.")                                              \
    X(dtx, "1: packets of at most 2 bytes while nobody speaks.")                                                      \
    X(bandwidth, "Forces a bandwidth; 0 chooses.")                                                                    \
    X(max_bandwidth, "The widest bandwidth that may be chosen.")                                                      \
    X(signal, "PP_OPUS_AUTO, _VOICE or _MUSIC.")

#define SETTER(name, about)                                                                                           \
    static PyObject *encoder_set_##name(PyObject *self, PyObject *value) {                                            \
        return encoder_set((OpusEncoder *)self, value, "OpusEncoder.set_" #name, lib.pp_opus_encoder_set_##name);     \
    }
SETTINGS(SETTER)

static PyObject *encoder_lookahead(PyObject *self, void *unused) {
    OpusEncoder *me = (OpusEncoder *)self;
    uint32_t samples = 0;
    (void)unused;
    if (usable(me, "OpusEncoder.lookahead")) return NULL;
    pp_status status = lib.pp_opus_encoder_lookahead(me->raw, &samples);
    return status < 0 ? refuse(status, "OpusEncoder.lookahead", 0) : PyLong_FromUnsignedLong(samples);
}

static PyObject *encoder_final_range(PyObject *self, void *unused) {
    OpusEncoder *me = (OpusEncoder *)self;
    uint32_t range = 0;
    (void)unused;
    if (usable(me, "OpusEncoder.final_range")) return NULL;
    pp_status status = lib.pp_opus_encoder_final_range(me->raw, &range);
    return status < 0 ? refuse(status, "OpusEncoder.final_range", 0) : PyLong_FromUnsignedLong(range);
}

/* Decoder ------------------------------------------------------------------------------------------------------ */

static PyObject *decoder_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static char *names[] = {"sample_rate", "channels", NULL};
    pp_opus_decoder_config config = PP_SIZED(pp_opus_decoder_config);
    unsigned int rate = 48000, channels = 1;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "|II:OpusDecoder", names, &rate, &channels)) return NULL;
    config.sample_rate = rate;
    config.channels = channels;
    OpusDecoder *self = (OpusDecoder *)new_object(type);
    if (!self) return NULL;
    pp_opus_decoder *made = NULL;
    pp_status status = lib.pp_opus_decoder_create(&config, &made);
    if (status < 0) {
        Py_DECREF(self);
        return refuse(status, "OpusDecoder", 0);
    }
    adopt(self, made, lib.pp_opus_decoder_destroy, 0);
    self->channels = channels ? channels : 1;
    self->sample_rate = rate ? rate : 48000;
    return (PyObject *)self;
}

static PyObject *decoder_decode(ARGUMENTS) {
    static const char *const names[] = {"packet", "out", NULL};
    OpusDecoder *me = (OpusDecoder *)self;
    PyObject *v[2];
    memory from;
    output to;
    if (sort_arguments("OpusDecoder.decode", names, 1, 1, args, given, keywords, v)
        || borrow_frozen(v[0], &from)) return NULL;
    /* The packet itself says how long it is. */
    pp_opus_packet_info about = PP_SIZED(pp_opus_packet_info);
    pp_status status = lib.pp_opus_packet_inspect(from.bytes, from.count, &about);
    size_t channels = (size_t)me->channels;
    size_t room = (size_t)about.samples_48k * (size_t)me->sample_rate / 48000 * channels;
    if (status < 0 || open_output(v[1], 1, room, &to)) {
        give_back(&from);
        return status < 0 ? refuse(status, "OpusDecoder.decode", 0) : NULL;
    }
    if (usable(me, "OpusDecoder.decode")) {
        give_back(&from);
        drop_output(&to);
        return NULL;
    }
    size_t count = 0;
    RELEASED(me, status = lib.pp_opus_decoder_decode(me->raw, from.bytes, from.count, to.pcm, to.room / channels, &count));
    give_back(&from);
    if (status < 0) {
        drop_output(&to);
        return refuse(status, "OpusDecoder.decode", count * channels);
    }
    return close_output(&to, 1, count * channels, count * channels);
}

static PyObject *decoder_conceal(PyObject *self, PyObject *value) {
    OpusDecoder *me = (OpusDecoder *)self;
    size_t samples;
    output to;
    if (take_size(value, &samples) || usable(me, "OpusDecoder.conceal")) return NULL;
    if (samples > 48000) return refuse(PP_ERR_ARGUMENT, "OpusDecoder.conceal", 0);
    if (open_output(NULL, 1, samples * (size_t)me->channels, &to)) return NULL;
    pp_status status;
    RELEASED(me, status = lib.pp_opus_decoder_conceal(me->raw, samples, to.pcm, samples));
    if (status < 0) {
        drop_output(&to);
        return refuse(status, "OpusDecoder.conceal", 0);
    }
    return close_output(&to, 1, to.room, 0);
}

static PyObject *decoder_recover(ARGUMENTS) {
    static const char *const names[] = {"packet", "samples", NULL};
    OpusDecoder *me = (OpusDecoder *)self;
    PyObject *v[2];
    memory from;
    output to;
    if (sort_arguments("OpusDecoder.recover", names, 2, 2, args, given, keywords, v)) return NULL;
    size_t samples;
    if (take_size(v[1], &samples)) return NULL;
    if (samples > 48000) return refuse(PP_ERR_ARGUMENT, "OpusDecoder.recover", 0);
    if (borrow_frozen(v[0], &from)) return NULL;
    if (open_output(NULL, 1, samples * (size_t)me->channels, &to)) {
        give_back(&from);
        return NULL;
    }
    if (usable(me, "OpusDecoder.recover")) {
        give_back(&from);
        drop_output(&to);
        return NULL;
    }
    pp_status status;
    RELEASED(me, status = lib.pp_opus_decoder_recover(me->raw, from.bytes, from.count, samples, to.pcm, samples));
    give_back(&from);
    if (status < 0) {
        drop_output(&to);
        return refuse(status, "OpusDecoder.recover", 0);
    }
    return Py_BuildValue("(NN)", close_output(&to, 1, to.room, 0), PyBool_FromLong(status == PP_OK));
}

static PyObject *decoder_final_range(PyObject *self, void *unused) {
    OpusDecoder *me = (OpusDecoder *)self;
    uint32_t range = 0;
    (void)unused;
    if (usable(me, "OpusDecoder.final_range")) return NULL;
    pp_status status = lib.pp_opus_decoder_final_range(me->raw, &range);
    return status < 0 ? refuse(status, "OpusDecoder.final_range", 0) : PyLong_FromUnsignedLong(range);
}

/* inspect(packet) -> (mode, bandwidth, channels, frames, samples_48k, fec) */
static PyObject *inspect(PyObject *self, PyObject *packet) {
    static const char *const modes[] = {"silk", "hybrid", "celt"};
    static const char *const widths[] = {"auto", "narrowband", "mediumband", "wideband", "superwideband", "fullband"};
    memory from;
    (void)self;
    if (!lib.pp_opus_packet_inspect) return PyErr_Format(PyExc_RuntimeError, "libphonepatch is not loaded");
    if (borrow_bytes(packet, &from)) return NULL;
    pp_opus_packet_info about = PP_SIZED(pp_opus_packet_info);
    pp_status status = lib.pp_opus_packet_inspect(from.bytes, from.count, &about);
    give_back(&from);
    if (status < 0) return refuse(status, "opus.inspect", 0);
    return Py_BuildValue("(ssIIIN)", modes[about.mode % 3], widths[about.bandwidth % 6], about.channels, about.frames,
                         about.samples_48k, PyBool_FromLong((long)about.fec));
}

/* Types -------------------------------------------------------------------------------------------------------- */

static PyObject *rate_of(PyObject *self, void *unused) {
    (void)unused;
    return PyLong_FromUnsignedLong(((OpusEncoder *)self)->sample_rate);
}

static PyObject *channels_of(PyObject *self, void *unused) {
    (void)unused;
    return PyLong_FromUnsignedLong(((OpusEncoder *)self)->channels);
}

static PyMethodDef ENCODER_METHODS[] = {
    HANDLE_METHODS,
    HANDLE_RESET_METHOD(OpusEncoder),
    {"encode", CALL(encoder_encode), KEYWORDS, SIGNATURE_OpusEncoder_encode "One frame to one packet."},
#define SETTER_METHOD(name, about) {"set_" #name, encoder_set_##name, METH_O, SIGNATURE_OpusEncoder_set_##name about},
    SETTINGS(SETTER_METHOD)
    {NULL, NULL, 0, NULL},
};
static PyGetSetDef ENCODER_PROPERTIES[] = {
    HANDLE_PROPERTIES,
    {"sample_rate", rate_of, NULL, NULL, NULL},
    {"channels", channels_of, NULL, NULL, NULL},
    {"final_range", encoder_final_range, NULL, "The range coder's state after the last packet.", NULL},
    {"lookahead", encoder_lookahead, NULL, "Samples by which the decoded sound lags behind.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyType_Slot ENCODER_SLOTS[] = {
    {Py_tp_new, encoder_new}, {Py_tp_dealloc, handle_dealloc}, {Py_tp_methods, ENCODER_METHODS},
    {Py_tp_getset, ENCODER_PROPERTIES}, {Py_tp_doc, SIGNATURE_OpusEncoder "Sound to packets of Opus."}, {0, NULL},
};
static PyType_Spec ENCODER = {"phonepatch._engine.OpusEncoder", sizeof(OpusEncoder), 0,
                              Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, ENCODER_SLOTS};

static PyMethodDef DECODER_METHODS[] = {
    HANDLE_METHODS,
    HANDLE_RESET_METHOD(OpusDecoder),
    {"decode", CALL(decoder_decode), KEYWORDS, SIGNATURE_OpusDecoder_decode "One packet of up to 120 ms."},
    {"conceal", decoder_conceal, METH_O, SIGNATURE_OpusDecoder_conceal "Invents samples in place of a lost frame."},
    {"recover", CALL(decoder_recover), KEYWORDS,
     SIGNATURE_OpusDecoder_recover "The frame before a packet, from the copy in it."},
    {NULL, NULL, 0, NULL},
};
static PyGetSetDef DECODER_PROPERTIES[] = {
    HANDLE_PROPERTIES,
    {"final_range", decoder_final_range, NULL, "The range coder's state after the last packet.", NULL},
    {"sample_rate", rate_of, NULL, NULL, NULL},
    {"channels", channels_of, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};
static PyType_Slot DECODER_SLOTS[] = {
    {Py_tp_new, decoder_new}, {Py_tp_dealloc, handle_dealloc}, {Py_tp_methods, DECODER_METHODS},
    {Py_tp_getset, DECODER_PROPERTIES}, {Py_tp_doc, SIGNATURE_OpusDecoder "Packets of Opus to sound."}, {0, NULL},
};
static PyType_Spec DECODER = {"phonepatch._engine.OpusDecoder", sizeof(OpusDecoder), 0,
                              Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, DECODER_SLOTS};

static PyMethodDef METHODS[] = {
    {"opus_inspect", inspect, METH_O, SIGNATURE_opus_inspect "What a packet says of itself."},
    {NULL, NULL, 0, NULL},
};

int add_opus(PyObject *module) {
    return add_type(module, "OpusEncoder", &ENCODER) || add_type(module, "OpusDecoder", &DECODER)
           || PyModule_AddFunctions(module, METHODS);
}
