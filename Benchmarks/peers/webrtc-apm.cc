// webrtc-audio-processing: the echo canceller, noise suppression, gain control and voice detection of WebRTC, each alone,
// at 8 kHz in frames of 10 ms.
#include "peer.h"

#include <webrtc/modules/audio_processing/include/audio_processing.h>
#include <webrtc/modules/interface/module_common_types.h>

static webrtc::AudioProcessing *apm;
static webrtc::AudioFrame near_frame, far_frame;
static bool with_far;

static void fill(webrtc::AudioFrame &frame, const int16_t *sound) {
    frame.num_channels_ = 1, frame.sample_rate_hz_ = 8000, frame.samples_per_channel_ = 80;
    memcpy(frame.data_, sound, 160);
}

static uint64_t process(int n) {
    uint64_t sum = 0;
    for (int half = 0; half < 2; half++) {
        if (with_far) {
            fill(far_frame, sound8[(n + 9) % sounds] + 80 * half);
            if (apm->AnalyzeReverseStream(&far_frame)) exit(1);
            apm->set_stream_delay_ms(40);
        }
        fill(near_frame, sound8[n] + 80 * half);
        if (apm->ProcessStream(&near_frame)) exit(1);
        sum += (uint64_t)near_frame.data_[79];
    }
    return sum;
}

static void make() {
    delete apm;
    apm = webrtc::AudioProcessing::Create();
    using Layout = webrtc::AudioProcessing;
    if (apm->Initialize(8000, 8000, 8000, Layout::kMono, Layout::kMono, Layout::kMono)) exit(1);
}

int main(int count, char **given) {
    peer_begin(count, given, PEER_VERSION);
    make(), apm->voice_detection()->Enable(true);
    peer_measure("vad-8", "voice detection", process);
    make(), apm->noise_suppression()->Enable(true);
    peer_measure("leg-noise", "noise suppression", process);
    make(), apm->gain_control()->Enable(true), apm->gain_control()->set_mode(webrtc::GainControl::kAdaptiveDigital);
    peer_measure("leg-gain", "adaptive digital gain", process);
    make(), with_far = true, apm->echo_cancellation()->Enable(true);
    peer_measure("leg-echo", "echo cancellation", process);
    return peer_end();
}
