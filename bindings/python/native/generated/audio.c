/* Made by bindings/python/generate from include/; do not edit. */
#include "../engine/engine.h"

static PyStructSequence_Field Mix_FIELDS[] = {{"contributors", NULL}, {"sole", NULL}, {"limited", NULL}, {NULL, NULL}};
static PyStructSequence_Desc Mix_DESC = {"phonepatch.Mix", NULL, Mix_FIELDS, 3};
static PyTypeObject *Mix_type;

PyObject *Mix_of(const pp_mix *s) {
    PyObject *o = PyStructSequence_New(Mix_type);
    if (!o) return NULL;
    PyStructSequence_SetItem(o, 0, PyLong_FromUnsignedLong(s->contributors));
    PyStructSequence_SetItem(o, 1, PyLong_FromLong(s->sole));
    PyStructSequence_SetItem(o, 2, PyLong_FromUnsignedLong(s->limited));
    return whole(o, 3);
}

static PyStructSequence_Field LevelValues_FIELDS[] = {{"peak", NULL}, {"rms", NULL}, {"rms_dbov", NULL}, {"peak_dbov", NULL}, {"samples", NULL}, {"clipped", NULL}, {"clipped_runs", NULL}, {NULL, NULL}};
static PyStructSequence_Desc LevelValues_DESC = {"phonepatch.LevelValues", NULL, LevelValues_FIELDS, 7};
static PyTypeObject *LevelValues_type;

PyObject *LevelValues_of(const pp_level_values *s) {
    PyObject *o = PyStructSequence_New(LevelValues_type);
    if (!o) return NULL;
    PyStructSequence_SetItem(o, 0, PyLong_FromUnsignedLong(s->peak));
    PyStructSequence_SetItem(o, 1, PyFloat_FromDouble(s->rms));
    PyStructSequence_SetItem(o, 2, PyFloat_FromDouble(s->rms_dbov));
    PyStructSequence_SetItem(o, 3, PyFloat_FromDouble(s->peak_dbov));
    PyStructSequence_SetItem(o, 4, PyLong_FromUnsignedLongLong(s->samples));
    PyStructSequence_SetItem(o, 5, PyLong_FromUnsignedLongLong(s->clipped));
    PyStructSequence_SetItem(o, 6, PyLong_FromUnsignedLongLong(s->clipped_runs));
    return whole(o, 7);
}


/* Mixer */

PyTypeObject *Mixer_type;


static PyObject *Mixer_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"legs", "samples", NULL};
    PyObject *v[2];
    static const char where[] = "Mixer";
    Mixer *me = NULL;
    pp_mixer *made = NULL;
    pp_mixer_config config = PP_SIZED(pp_mixer_config);
    if (sort_new(where, names, 2, 2, args, keywords, v)
        || present((void *)lib.pp_mixer_create, "pp_mixer_create")
        || take_u32(v[0], &config.legs)
        || take_u32(v[1], &config.samples)
        || !(me = (Mixer *)new_object(type))) goto done;
    pp_status status;
    UNLOCKED(LONG + 1, status = lib.pp_mixer_create(&config, &made));
    if (status < 0) {
        Py_CLEAR(me);
        refuse(status, where, 0);
    } else {
        adopt(me, made, lib.pp_mixer_destroy, 0);
    }
done:
    return (PyObject *)me;
}

static PyObject *Mixer_set_gain(ARGUMENTS) {
    static const char *const names[] = {"source", "listener", "gain", NULL};
    PyObject *v[3], *result = NULL;
    static const char where[] = "Mixer.set_gain";
    Mixer *me = (Mixer *)self;
    uint32_t source = 0;
    uint32_t listener = 0;
    float gain = 0;
    if (sort_arguments(where, names, 3, 3, args, given, keywords, v)
        || take_u32(v[0], &source)
        || take_u32(v[1], &listener)
        || take_float(v[2], &gain)
        || usable(me, where)
        || present((void *)lib.pp_mixer_set_gain, "pp_mixer_set_gain")) goto done;
    pp_status status;
    status = lib.pp_mixer_set_gain(me->raw, source, listener, gain);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Mixer_clear_leg(ARGUMENTS) {
    static const char *const names[] = {"leg", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Mixer.clear_leg";
    Mixer *me = (Mixer *)self;
    uint32_t leg = 0;
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u32(v[0], &leg)
        || usable(me, where)
        || present((void *)lib.pp_mixer_clear_leg, "pp_mixer_clear_leg")) goto done;
    pp_status status;
    status = lib.pp_mixer_clear_leg(me->raw, leg);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Mixer_begin(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Mixer.begin";
    Mixer *me = (Mixer *)self;
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || usable(me, where)
        || present((void *)lib.pp_mixer_begin, "pp_mixer_begin")) goto done;
    pp_status status;
    status = lib.pp_mixer_begin(me->raw);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    return result;
}

static PyObject *Mixer_put(ARGUMENTS) {
    static const char *const names[] = {"leg", "pcm", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "Mixer.put";
    Mixer *me = (Mixer *)self;
    uint32_t leg = 0;
    memory pcm = {0};
    if (sort_arguments(where, names, 2, 2, args, given, keywords, v)
        || take_u32(v[0], &leg)
        || borrow_samples(v[1], &pcm)
        || usable(me, where)
        || present((void *)lib.pp_mixer_put, "pp_mixer_put")) goto done;
    pp_status status;
    status = lib.pp_mixer_put(me->raw, leg, pcm.pcm, pcm.count);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&pcm);
    return result;
}

static PyObject *Mixer_mix(ARGUMENTS) {
    static const char *const names[] = {"leg", "out", NULL};
    PyObject *v[2], *result = NULL;
    static const char where[] = "Mixer.mix";
    Mixer *me = (Mixer *)self;
    uint32_t leg = 0;
    ANSWER(to);
    size_t count = 0;
    pp_mix told = PP_SIZED(pp_mix);
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || take_u32(v[0], &leg)
        || begin_answer(v[1], 1, &to)
        || usable(me, where)
        || present((void *)lib.pp_mixer_mix, "pp_mixer_mix")) goto done;
    pp_status status;
    do {
        RELEASED(me, status = lib.pp_mixer_mix(me->raw, leg, to.pcm, to.room / me->channels, &count, &told));
    } while (status == PP_ERR_NO_SPACE && more_answer(&to, count * me->channels));
    if (status < 0) {
        refuse(status, where, count * me->channels);
        goto done;
    }
    result = pack(2, take_answer(&to, count * me->channels), Mix_of(&told));
done:
    end_answer(&to);
    return result;
}

static PyMethodDef Mixer_METHODS[] = {
    HANDLE_METHODS,
    {"set_gain", CALL(Mixer_set_gain), KEYWORDS,
     SIGNATURE_Mixer_set_gain "How loud `to` hears `from`: 0 to 8, 1 at first. A change is a straight ramp over the next frame mixed for `to`. "
     "A leg never hears itself: its gain to itself has no effect."},
    {"clear_leg", CALL(Mixer_clear_leg), KEYWORDS,
     SIGNATURE_Mixer_clear_leg "At once: gain 1 both ways, nothing put, limiter idle. For a place that another leg will take."},
    {"begin", CALL(Mixer_begin), KEYWORDS,
     SIGNATURE_Mixer_begin "A tick begins: what was put in the last one is forgotten."},
    {"put", CALL(Mixer_put), KEYWORDS,
     SIGNATURE_Mixer_put "What a leg says in this tick. More than a frame is PP_ERR_ARGUMENT; less is filled up with silence. Zeros count "
     "as not speaking. A second frame in one tick replaces the first."},
    {"mix", CALL(Mixer_mix), KEYWORDS,
     SIGNATURE_Mixer_mix "What a leg hears in this tick: writes one frame. Less room is PP_ERR_NO_SPACE, with nothing done and the room ne"
     "eded in *out_samples. result and out_samples may be null."},
    {NULL, NULL, 0, NULL},
};
HANDLE_SPEC(Mixer, "Many legs, each hears the sum of the others.")


/* Level */

PyTypeObject *Level_type;

HANDLE_RESET(Level, pp_level)

static PyObject *Level_new(PyTypeObject *type, PyObject *args, PyObject *keywords) {
    static const char *const names[] = {"ceiling", NULL};
    PyObject *v[1];
    static const char where[] = "Level";
    Level *me = NULL;
    pp_level *made = NULL;
    pp_level_config config = PP_SIZED(pp_level_config);
    if (sort_new(where, names, 0, 0, args, keywords, v)
        || present((void *)lib.pp_level_create, "pp_level_create")
        || (v[0] && take_u32(v[0], &config.ceiling))
        || !(me = (Level *)new_object(type))) goto done;
    pp_status status;
    UNLOCKED(LONG + 1, status = lib.pp_level_create(&config, &made));
    if (status < 0) {
        Py_CLEAR(me);
        refuse(status, where, 0);
    } else {
        adopt(me, made, lib.pp_level_destroy, 0);
    }
done:
    return (PyObject *)me;
}

static PyObject *Level_measure(ARGUMENTS) {
    static const char *const names[] = {"pcm", NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Level.measure";
    Level *me = (Level *)self;
    memory pcm = {0};
    if (sort_arguments(where, names, 1, 1, args, given, keywords, v)
        || borrow_samples(v[0], &pcm)
        || usable(me, where)
        || present((void *)lib.pp_level_measure, "pp_level_measure")) goto done;
    pp_status status;
    RELEASED(me, status = lib.pp_level_measure(me->raw, pcm.pcm, pcm.count));
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = new_none();
done:
    give_back(&pcm);
    return result;
}

static PyObject *Level_read(ARGUMENTS) {
    static const char *const names[] = {NULL};
    PyObject *v[1], *result = NULL;
    static const char where[] = "Level.read";
    Level *me = (Level *)self;
    pp_level_values told = PP_SIZED(pp_level_values);
    if (sort_arguments(where, names, 0, 0, args, given, keywords, v)
        || usable(me, where)
        || present((void *)lib.pp_level_read, "pp_level_read")) goto done;
    pp_status status;
    status = lib.pp_level_read(me->raw, &told);
    if (status < 0) {
        refuse(status, where, 0);
        goto done;
    }
    result = LevelValues_of(&told);
done:
    return result;
}

static PyMethodDef Level_METHODS[] = {
    HANDLE_METHODS,
    HANDLE_RESET_METHOD(Level),
    {"measure", CALL(Level_measure), KEYWORDS,
     SIGNATURE_Level_measure "Adds a frame of any length."},
    {"read", CALL(Level_read), KEYWORDS,
     SIGNATURE_Level_read "What was measured since create or reset."},
    {NULL, NULL, 0, NULL},
};
HANDLE_SPEC(Level, "How loud sound is, in dBov, and how much of it is clipped.")

static PyMethodDef FUNCTIONS_OF_GROUP[] = {
    {NULL, NULL, 0, NULL},
};

int add_audio_group(PyObject *module) {
    return ((Mix_type = add_sequence(module, "Mix", &Mix_DESC)) == NULL)
           || ((LevelValues_type = add_sequence(module, "LevelValues", &LevelValues_DESC)) == NULL)
           || ((Mixer_type = add_class(module, "Mixer", &Mixer_SPEC)) == NULL)
           || ((Level_type = add_class(module, "Level", &Level_SPEC)) == NULL)
           || PyModule_AddFunctions(module, FUNCTIONS_OF_GROUP);
}
