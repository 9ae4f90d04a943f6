/* Made by bindings/python/generate from include/; do not edit. */
#include "../engine/engine.h"

static PyStructSequence_Field Heard_FIELDS[] = {{"kind", NULL}, {"position", NULL}, {"value", NULL}, {"extra", NULL}, {NULL, NULL}};
static PyStructSequence_Desc Heard_DESC = {"phonepatch.Heard", NULL, Heard_FIELDS, 4};
static PyTypeObject *Heard_type;

PyObject *Heard_of(const pp_heard *s) {
    PyObject *o = PyStructSequence_New(Heard_type);
    if (!o) return NULL;
    PyStructSequence_SetItem(o, 0, PyLong_FromUnsignedLong(s->kind));
    PyStructSequence_SetItem(o, 1, PyLong_FromUnsignedLongLong(s->position));
    PyStructSequence_SetItem(o, 2, PyLong_FromUnsignedLongLong(s->value));
    PyStructSequence_SetItem(o, 3, PyLong_FromUnsignedLongLong(s->extra));
    return whole(o, 4);
}


/* ToneGenerator */

PyTypeObject *ToneGenerator_type;


static PyObject *ToneGenerator_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"sample_rate", NULL};
    PyObject *v[1];
    static const char where[] = "ToneGenerator";
    ToneGenerator *me = NULL;
    pp_tone *made = NULL;
    pp_tone_config config = PP_SIZED(pp_tone_config);
    if (sort_new(where, names, 0, 1, args, keywords, v)
        || present((void *)lib.pp_tone_create, "pp_tone_create")
        || (v[0] && take_u32(v[0], &config.sample_rate))
        || !(me = (ToneGenerator *)new_object(type))) goto done;
    pp_status status;
    UNLOCKED(LONG + 1, status = lib.pp_tone_create(&config, &made));
    if (status < 0) {
        Py_CLEAR(me);
        refuse(status, where, 0);
    } else {
        adopt(me, made, lib.pp_tone_destroy, 0);
        me->sample_rate = config.sample_rate;
    }
done:
    return (PyObject *)me;
}

static PyObject *ToneGenerator_network(ARGUMENTS) {
    static const char *const names[] = {"kind", "country", "level_dbov", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "ToneGenerator.network";
    ToneGenerator *me = (ToneGenerator *)self;
    uint32_t kind = 0;
    uint32_t country = 0;
    int32_t level_dbov = 0;
    if (sort_arguments(where, names, 2, 3, args, given, keywords, v)
        || take_u32(v[0], &kind)
        || take_u32(v[1], &country)
        || (v[2] && take_i32(v[2], &level_dbov))
        || usable(me, where)
        || present((void *)lib.pp_tone_network, "pp_tone_network")) goto done;
    pp_status status;
    status = lib.pp_tone_network(me->raw, kind, country, level_dbov);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *ToneGenerator_digits(ARGUMENTS) {
    static const char *const names[] = {"digits", "on_ms", "off_ms", "level_dbov", NULL};
    PyObject *v[4], *result = NULL;
    static const char where[] = "ToneGenerator.digits";
    ToneGenerator *me = (ToneGenerator *)self;
    memory digits = {0};
    uint32_t on_ms = 0;
    uint32_t off_ms = 0;
    int32_t level_dbov = 0;
    if (sort_arguments(where, names, 1, 4, args, given, keywords, v)
        || borrow_text(v[0], &digits)
        || (v[1] && take_u32(v[1], &on_ms))
        || (v[2] && take_u32(v[2], &off_ms))
        || (v[3] && take_i32(v[3], &level_dbov))
        || usable(me, where)
        || present((void *)lib.pp_tone_digits, "pp_tone_digits")) goto done;
    pp_status status;
    status = lib.pp_tone_digits(me->raw, digits.bytes, digits.count, on_ms, off_ms, level_dbov);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&digits);
    return result;
}

static PyObject *ToneGenerator_noise(ARGUMENTS) {
    static const char *const names[] = {"payload", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "ToneGenerator.noise";
    ToneGenerator *me = (ToneGenerator *)self;
    memory payload = {0};
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || borrow_frozen(v[0], &payload)
        || usable(me, where)
        || present((void *)lib.pp_tone_noise, "pp_tone_noise")) goto done;
    pp_status status;
    status = lib.pp_tone_noise(me->raw, payload.bytes, payload.count);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&payload);
    return result;
}

static PyObject *ToneGenerator_stop(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "ToneGenerator.stop";
    ToneGenerator *me = (ToneGenerator *)self;
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || usable(me, where)
        || present((void *)lib.pp_tone_stop, "pp_tone_stop")) goto done;
    pp_status status;
    status = lib.pp_tone_stop(me->raw);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyMethodDef ToneGenerator_METHODS[] = {
    HANDLE_METHODS,
    {"network", CALL(ToneGenerator_network), KEYWORDS,
     SIGNATURE_ToneGenerator_network "A tone of the network, PP_TONE_, until another or pp_tone_stop."},
    {"digits", CALL(ToneGenerator_digits), KEYWORDS,
     SIGNATURE_ToneGenerator_digits "Digits: 0-9, A-D, * and #, each on_ms long with off_ms behind it, 40 to 1000, which is what receivers of ITU-T Q"
     ".24 need at least; 0 means 80. A comma is half a second of silence."},
    {"noise", CALL(ToneGenerator_noise), KEYWORDS,
     SIGNATURE_ToneGenerator_noise "Comfort noise from a payload of RFC 3389: its level in -dBov, then at most 12 reflection coefficients."},
    {"stop", CALL(ToneGenerator_stop), KEYWORDS,
     SIGNATURE_ToneGenerator_stop "Silence from here on."},
    {"steps", CALL(ToneGenerator_steps), KEYWORDS,
     SIGNATURE_ToneGenerator_steps "A cadence of your own, once, or with `repeats` = 1 for ever."},
    {"read", CALL(ToneGenerator_read), KEYWORDS,
     SIGNATURE_ToneGenerator_read "The next samples. *out_samples, which may be null, is how many are sound; fewer than asked for, and it is over: "
     "the rest is zeros."},
    {NULL, NULL, 0, NULL},
};
HANDLE_SPEC(ToneGenerator, "Tones of the telephone network, digits, comfort noise.")


/* Listener */

PyTypeObject *Listener_type;


static PyObject *Listener_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"sample_rate", "hear", "speech_threshold", "speech_hangover_ms", NULL};
    PyObject *v[4];
    static const char where[] = "Listener";
    Listener *me = NULL;
    pp_listener *made = NULL;
    pp_listener_config config = PP_SIZED(pp_listener_config);
    if (sort_new(where, names, 0, 2, args, keywords, v)
        || present((void *)lib.pp_listener_create, "pp_listener_create")
        || (v[0] && take_u32(v[0], &config.sample_rate))
        || (v[1] && take_u32(v[1], &config.hear))
        || (v[2] && take_float(v[2], &config.speech_threshold))
        || (v[3] && take_i32(v[3], &config.speech_hangover_ms))
        || !(me = (Listener *)new_object(type))) goto done;
    pp_status status;
    UNLOCKED(LONG + 1, status = lib.pp_listener_create(&config, &made));
    if (status < 0) {
        Py_CLEAR(me);
        refuse(status, where, 0);
    } else {
        adopt(me, made, lib.pp_listener_destroy, 0);
        me->sample_rate = config.sample_rate;
    }
done:
    return (PyObject *)me;
}

static PyObject *Listener_process(ARGUMENTS) {
    static const char *const names[] = {"pcm", "far", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "Listener.process";
    Listener *me = (Listener *)self;
    memory pcm = {0};
    memory far = {0};
    if (sort_arguments(where, names, 1, 2, args, given, keywords, v)
        || borrow_samples(v[0], &pcm)
        || (v[1] && v[1] != Py_None && borrow_samples(v[1], &far))
        || usable(me, where)
        || present((void *)lib.pp_listener_process, "pp_listener_process")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_listener_process(me->raw, pcm.pcm, pcm.count, far.pcm, far.count));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&pcm);
    give_back(&far);
    return result;
}

static PyObject *Listener_poll(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Listener.poll";
    Listener *me = (Listener *)self;
    pp_heard told = PP_SIZED(pp_heard);
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || usable(me, where)
        || present((void *)lib.pp_listener_poll, "pp_listener_poll")) goto done;
    pp_status status;
    status = lib.pp_listener_poll(me->raw, &told);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = Heard_of(&told);
done:
    return result;
}

static PyMethodDef Listener_METHODS[] = {
    HANDLE_METHODS,
    {"process", CALL(Listener_process), KEYWORDS,
     SIGNATURE_Listener_process "The next 10 ms; another number of samples is PP_ERR_ARGUMENT. `far`, 10 ms or nothing, is what this party was pl"
     "ayed meanwhile: what may be its echo is not taken for speech. Events that were not polled are forgotten."},
    {"poll", CALL(Listener_poll), KEYWORDS,
     SIGNATURE_Listener_poll "The next event of the newest 10 ms; PP_HEARD_NOTHING after the last. Set heard->size first (PP_SIZED)."},
    {NULL, NULL, 0, NULL},
};
HANDLE_SPEC(Listener, "Hears speech, digits, beeps, and what answered a call.")

static PyMethodDef FUNCTIONS_OF_GROUP[] = {
    {NULL, NULL, 0, NULL},
};

int add_tone_group(PyObject *module) {
    return ((Heard_type = add_sequence(module, "Heard", &Heard_DESC)) == NULL)
           || ((ToneGenerator_type = add_class(module, "ToneGenerator", &ToneGenerator_SPEC)) == NULL)
           || ((Listener_type = add_class(module, "Listener", &Listener_SPEC)) == NULL)
           || PyModule_AddFunctions(module, FUNCTIONS_OF_GROUP);
}
