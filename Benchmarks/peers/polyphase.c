/* A filter of our own design for 8 <-> 48 kHz, in C with SSE2: not in the library, but what it could have in place of
 * speexdsp for these two rates. 52 taps a phase of a Kaiser window; the sums of six phases, or of four samples out, run side by
 * side. `what` says what the filter does, measured on its coefficients. */
#include "peer.h"

#include <emmintrin.h>
#include <math.h>

enum { TAPS = 52, ALL = 6 * TAPS };
static const double pi = 3.14159265358979323846;
static float phases[6][TAPS], whole[ALL], narrow[TAPS + 160], wide[ALL + 960];
static int16_t pcm[960];
static double filter[ALL];

static double bessel(double x) {
    double sum = 1, term = 1;
    for (int k = 1; k < 60; k++) term *= x / (2 * k) * (x / (2 * k)), sum += term;
    return sum;
}

/* Kaiser's window with beta 12.5 around a cut-off of 3950 Hz; the last coefficient is 0, so that the delay is a whole sample. */
static void design(void) {
    int last = ALL - 2;
    double sum = 0;
    for (int i = 0; i <= last; i++) {
        double at = i - last / 2.0, x = 2 * at / last, angle = 2 * pi * 3950 / 48000 * at;
        filter[i] = (at == 0 ? 2 * 3950.0 / 48000 : sin(angle) / (pi * at)) * bessel(12.5 * sqrt(1 - x * x));
        sum += filter[i];
    }
    for (int i = 0; i < ALL; i++) {
        whole[ALL - 1 - i] = (float)(filter[i] /= sum);
        phases[i % 6][TAPS - 1 - i / 6] = (float)(6 * filter[i]);
    }
}

static double gain(double hertz) {
    double re = 0, im = 0;
    for (int i = 0; i < ALL; i++) re += filter[i] * cos(2 * pi * hertz * i / 48000), im += filter[i] * sin(2 * pi * hertz * i / 48000);
    return 20 * log10(sqrt(re * re + im * im) + 1e-12);
}

/* The sums of four vectors, as one vector. */
static inline __m128 sums(__m128 a, __m128 b, __m128 c, __m128 d) {
    __m128 even = _mm_add_ps(_mm_unpacklo_ps(a, c), _mm_unpackhi_ps(a, c)), odd = _mm_add_ps(_mm_unpacklo_ps(b, d), _mm_unpackhi_ps(b, d));
    return _mm_add_ps(_mm_unpacklo_ps(even, odd), _mm_unpackhi_ps(even, odd));
}

#define STEP(sum, a, b) sum = _mm_add_ps(sum, _mm_mul_ps(a, _mm_loadu_ps(b)))

static uint64_t up(int n) {
    for (int i = 0; i < 160; i++) narrow[TAPS - 1 + i] = sound8[n][i];
    for (int i = 0; i < 160; i++) {
        __m128 a = _mm_setzero_ps(), b = a, c = a, d = a, e = a, f = a;
        for (int k = 0; k < TAPS; k += 4) {
            __m128 x = _mm_loadu_ps(&narrow[i + k]);
            STEP(a, x, &phases[0][k]), STEP(b, x, &phases[1][k]), STEP(c, x, &phases[2][k]);
            STEP(d, x, &phases[3][k]), STEP(e, x, &phases[4][k]), STEP(f, x, &phases[5][k]);
        }
        __m128i eight = _mm_packs_epi32(_mm_cvtps_epi32(sums(a, b, c, d)), _mm_cvtps_epi32(sums(e, f, _mm_setzero_ps(), _mm_setzero_ps())));
        int16_t made[8];
        _mm_storeu_si128((__m128i *)made, eight);
        memcpy(pcm + 6 * i, made, 12);
    }
    memmove(narrow, narrow + 160, (TAPS - 1) * sizeof *narrow);
    return (uint64_t)pcm[959];
}

static uint64_t down(int n) {
    for (int i = 0; i < 960; i++) wide[ALL - 6 + i] = sound48[n][i];
    for (int i = 0; i < 160; i += 4) {
        __m128 a = _mm_setzero_ps(), b = a, c = a, d = a;
        const float *at = wide + 6 * i;
        for (int k = 0; k < ALL; k += 4) {
            __m128 h = _mm_loadu_ps(&whole[k]);
            STEP(a, h, at + k), STEP(b, h, at + 6 + k), STEP(c, h, at + 12 + k), STEP(d, h, at + 18 + k);
        }
        __m128i four = _mm_cvtps_epi32(sums(a, b, c, d));
        _mm_storel_epi64((__m128i *)(pcm + i), _mm_packs_epi32(four, four));
    }
    memmove(wide, wide + 960, (ALL - 6) * sizeof *wide);
    return (uint64_t)pcm[159];
}

int main(int count, char **given) {
    char what[160];
    double ripple = 0, stop = -200;
    peer_begin(count, given, PEER_VERSION);
    design();
    for (int hertz = 0; hertz <= 3400; hertz += 10) ripple = fmax(ripple, fabs(gain(hertz)));
    for (int hertz = 4600; hertz <= 24000; hertz += 10) stop = fmax(stop, gain(hertz));
    snprintf(what, sizeof what, "52 taps a phase, SSE2, %.1f ms late, %.3f dB to 3.4 kHz, %.0f dB from 4.6 kHz", (ALL - 2) / 2 / 48.0, ripple, stop);
    peer_measure("resample-up", what, up);
    peer_measure("resample-down", what, down);
    return peer_end();
}
