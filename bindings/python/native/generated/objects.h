/* Made by bindings/python/generate from include/; do not edit. */
#ifndef PHONEPATCH_PYTHON_OBJECTS_H
#define PHONEPATCH_PYTHON_OBJECTS_H

typedef struct Mixer {
    HANDLE(pp_mixer)
} Mixer;
extern PyTypeObject *Mixer_type;
typedef struct Level {
    HANDLE(pp_level)
} Level;
extern PyTypeObject *Level_type;
typedef struct JitterBuffer {
    HANDLE(pp_jitter)
} JitterBuffer;
extern PyTypeObject *JitterBuffer_type;
typedef struct VoiceActivity {
    HANDLE(pp_vad)
} VoiceActivity;
extern PyTypeObject *VoiceActivity_type;
PyObject *VoiceActivity_pre_roll(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
typedef struct ToneGenerator {
    HANDLE(pp_tone)
} ToneGenerator;
extern PyTypeObject *ToneGenerator_type;
PyObject *ToneGenerator_steps(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *ToneGenerator_read(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
typedef struct Listener {
    HANDLE(pp_listener)
} Listener;
extern PyTypeObject *Listener_type;
typedef struct Leg {
    HANDLE(pp_leg)
} Leg;
extern PyTypeObject *Leg_type;
typedef struct Room {
    HANDLE(pp_room)
} Room;
extern PyTypeObject *Room_type;
PyObject *Room_add(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *Room_remove(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *Room_record(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *Room_record_end(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *Room_step(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
typedef struct Recorder {
    HANDLE(pp_recorder)
} Recorder;
extern PyTypeObject *Recorder_type;
typedef struct Transport {
    HANDLE(pp_transport)
} Transport;
extern PyTypeObject *Transport_type;
PyObject *Transport_seal(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *Transport_open(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *Transport_seal_into(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
PyObject *Transport_open_into(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
typedef struct DaveUpdate {
    HANDLE(pp_dave_update)
} DaveUpdate;
extern PyTypeObject *DaveUpdate_type;
typedef struct DaveFrames {
    HANDLE(pp_dave_frames)
} DaveFrames;
extern PyTypeObject *DaveFrames_type;
typedef struct DaveSession {
    HANDLE(pp_dave_session)
} DaveSession;
extern PyTypeObject *DaveSession_type;
PyObject *DaveSession_members(PyObject *, PyObject *const *, Py_ssize_t, PyObject *);
typedef struct Voice {
    HANDLE(pp_voice)
} Voice;
extern PyTypeObject *Voice_type;
PyObject *Mix_of(const pp_mix *s);
PyObject *LevelValues_of(const pp_level_values *s);
PyObject *JitterCounts_of(const pp_jitter_counts *s);
PyObject *JitterNow_of(const pp_jitter_now *s);
PyObject *VadState_of(const pp_vad_state *s);
PyObject *Heard_of(const pp_heard *s);
PyObject *RoomOutput_of(pp_status kind, PyObject *data, const pp_room_output *s);
PyObject *LegStats_of(const pp_leg_stats *s);
PyObject *Quality_of(const pp_quality *s);
PyObject *TransportCounts_of(const pp_transport_counts *s);
PyObject *RtpHeader_of(const pp_rtp *s);
PyObject *DaveCounts_of(const pp_dave_counts *s);
PyObject *DaveOutput_of(pp_status kind, PyObject *data, const pp_dave_output *s);
PyObject *DaveState_of(const pp_dave_state *s);
PyObject *VoiceOutput_of(pp_status kind, PyObject *data, const pp_voice_output *s);
PyObject *VoiceStats_of(const pp_voice_stats *s);
#endif
