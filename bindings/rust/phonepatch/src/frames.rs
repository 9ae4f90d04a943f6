/// Sound cut into frames of `N` samples, without memory of its own: the last one is filled up with silence.
///
/// ```
/// use phonepatch::FRAME_8K;
/// let sound = [1i16; 400];
/// let frames: Vec<[i16; FRAME_8K]> = phonepatch::frames(&sound).collect();
/// assert_eq!((frames.len(), frames[2][79], frames[2][80]), (3, 1, 0));
/// ```
pub fn frames<const N: usize>(pcm: &[i16]) -> Frames<'_, N> {
    Frames(pcm)
}

/// Samples in 20 ms at 8 kHz.
pub const FRAME_8K: usize = 160;
/// Samples in 20 ms at 16 kHz.
pub const FRAME_16K: usize = 320;
/// Samples in 20 ms at 48 kHz.
pub const FRAME_48K: usize = 960;

/// See [`frames`].
#[derive(Clone, Copy, Debug)]
pub struct Frames<'a, const N: usize>(&'a [i16]);

impl<const N: usize> Iterator for Frames<'_, N> {
    type Item = [i16; N];

    fn next(&mut self) -> Option<[i16; N]> {
        if self.0.is_empty() || N == 0 {
            return None;
        }
        let (head, rest) = self.0.split_at(N.min(self.0.len()));
        let mut frame = [0; N];
        frame[..head.len()].copy_from_slice(head);
        self.0 = rest;
        Some(frame)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = if N == 0 { 0 } else { self.0.len().div_ceil(N) };
        (left, Some(left))
    }
}

impl<const N: usize> ExactSizeIterator for Frames<'_, N> {}
