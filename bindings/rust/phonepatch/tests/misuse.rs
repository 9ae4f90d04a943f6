//! Wrong sizes, wrong numbers, wrong times, threads: errors, and never a crash.
use phonepatch::carrier::{self, Encoding, Place, Start, Track};
use phonepatch::*;
use std::thread;

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// Mostly usual, at times at the edges.
    fn number(&mut self) -> u32 {
        let usual = [0, 1, 2, 20, 160, 8000, 16000, 48000, 44100, u32::MAX, 1 << 31, 65536];
        usual[self.below(usual.len() as u64) as usize]
    }

    fn bytes(&mut self) -> Vec<u8> {
        let length = [0, 1, 3, 160, 161, 320, 5000][self.below(7) as usize];
        (0..length).map(|_| self.next() as u8).collect()
    }

    fn samples(&mut self) -> Vec<i16> {
        let length = [0, 1, 80, 159, 160, 960, 2880][self.below(7) as usize];
        (0..length).map(|_| self.next() as i16).collect()
    }
}

/// 10 000 sequences of random calls on random things with random arguments.
#[test]
fn random_calls() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for _ in 0..10_000 {
        match dice.below(8) {
            0 => opus(&mut dice),
            1 => resampler(&mut dice),
            2 => jitter(&mut dice),
            3 => room(&mut dice),
            4 => plain(&mut dice),
            5 => listening(&mut dice),
            6 => mixing(&mut dice),
            _ => sealed(&mut dice),
        }
    }
}

fn opus(dice: &mut Dice) {
    let (rate, channels) = (dice.number(), dice.number());
    if let Ok(mut encoder) = OpusEncoder::new(rate, channels) {
        for _ in 0..dice.below(6) {
            let (pcm, mut packet) = (dice.samples(), dice.bytes());
            let _ = encoder.encode(&pcm, &mut packet);
            let _ = (encoder.set_bitrate(dice.number()), encoder.set_complexity(dice.number()));
            let _ = (encoder.set_expected_loss(dice.number()), encoder.set_fec(dice.below(2) == 1));
        }
    }
    if let Ok(mut decoder) = OpusDecoder::new(rate, channels) {
        for _ in 0..dice.below(6) {
            let (packet, mut pcm) = (dice.bytes(), dice.samples());
            let _ = decoder.decode(&packet, &mut pcm);
            let _ = (decoder.conceal(&mut pcm), decoder.recover(&packet, &mut pcm));
            let _ = OpusPacket::inspect(&packet);
        }
    }
}

fn resampler(dice: &mut Dice) {
    let Ok(mut resampler) = Resampler::with_quality(dice.number(), dice.number(), dice.number(), dice.number()) else {
        return;
    };
    for _ in 0..dice.below(6) {
        let (from, mut to) = (dice.samples(), dice.samples());
        let _ = (resampler.process(&from, &mut to), resampler.needed(dice.next() as usize));
        let _ = (resampler.skip_delay(), resampler.delay());
    }
}

fn jitter(dice: &mut Dice) {
    let settings = JitterSettings {
        codec: [JitterCodec::MuLaw, JitterCodec::L16, JitterCodec::Opus][dice.below(3) as usize],
        transport: [Transport::Stream, Transport::Datagram][dice.below(2) as usize],
        channels: dice.number() % 4,
        sample_rate: dice.number(),
        start_delay_ms: dice.number() as i32,
        ..Default::default()
    };
    let Ok(mut buffer) = JitterBuffer::new(&settings) else { return };
    for _ in 0..dice.below(12) {
        let (payload, mut pcm, now) = (dice.bytes(), dice.samples(), dice.next());
        let _ = buffer.insert(dice.next() as u16, dice.next() as u32, &payload, now);
        let position = (dice.below(2) == 1).then(|| dice.next());
        let _ = (buffer.append(&payload, position, now), buffer.pull(now, &mut pcm), buffer.flush(now));
        let mut bytes = dice.bytes();
        let _ = (buffer.frame_bytes(&mut bytes), buffer.interval());
        let (all, now) = (buffer.lifetime().unwrap(), buffer.now().unwrap());
        assert_eq!(all.received, all.taken + all.late + all.duplicate + all.rejected + all.discarded + now.queued);
    }
}

fn room(dice: &mut Dice) {
    let capacity = dice.number() % 4;
    let Ok(mut room) = Room::new(&RoomSettings { sample_rate: 8000, capacity, max_message: 4096 }) else { return };
    let (mut ids, mut outside, mut text) = (Vec::new(), Vec::new(), [0; 512]);
    for _ in 0..dice.below(24) {
        let now = dice.below(1_000_000);
        let id = ids.get(dice.below(4) as usize % ids.len().max(1)).copied();
        match (dice.below(9), id) {
            (0, _) => {
                let settings = LegSettings { queue_ms: dice.number() as i32, ..Default::default() };
                outside.extend(Leg::pcm(Encoding::L16, dice.number(), 8000, &settings));
                outside.extend(Leg::discord(dice.number(), &LegSettings::default()));
            }
            (1, _) => {
                if let Some(leg) = outside.pop() {
                    match room.add(leg) {
                        Ok(id) => ids.push(id),
                        Err(refused) => outside.push(refused.value),
                    }
                }
            }
            // An id that is not in the Room any more is an error.
            (2, Some(id)) => outside.extend(room.remove(id)),
            (3, Some(id)) => {
                let taken = room.write(id, dice.next(), &dice.bytes(), dice.below(2) == 1);
                assert!(taken.map_or(true, |taken| taken <= 5000));
            }
            (4, Some(id)) => {
                let place = Place { stream_sid: "MZ", sequence_number: 3 };
                let length = carrier::write_track_media(&place, Track::Inbound, 1, 0, &[0; 160], &mut text).unwrap();
                let _ = (room.message(id, &text[..length], now), room.message(id, &dice.bytes(), now));
            }
            (5, Some(id)) => {
                let _ = room.packet(id, dice.next(), 1, dice.next() as u16, dice.next() as u32, &dice.bytes(), now);
                let _ = (room.flush(id, now), room.pause(id, true, now), room.mark(id, "x"), room.clear(id));
                let _ = (room.set_gain(id, id, f32::NAN), room.set_tap(id, Tap::Wire), room.leg_stats(id));
            }
            (6, _) => {
                if let Ok(recorder) = Recorder::new(&RecorderSettings { tracks: dice.number(), ..Default::default() }) {
                    let _ = room.record(recorder);
                }
                let _ = (room.record_finish(), room.record_end());
            }
            _ => {
                let _ = room.tick(now);
                let mut buffer = dice.bytes();
                while let Ok(output) = room.poll(&mut buffer) {
                    if let Output::Wait { .. } = output {
                        break;
                    }
                }
            }
        }
    }
}

fn plain(dice: &mut Dice) {
    let (from, mut pcm, mut to) = (dice.bytes(), dice.samples(), dice.bytes());
    let room = pcm.len();
    match g711::decode(Law::A, &from, &mut pcm) {
        Ok(count) => assert_eq!(count, from.len()),
        Err(error) => assert_eq!((error, from.len() > room), (Error::NoSpace { needed: from.len() }, true)),
    }
    let _ = (g711::encode(Law::Mu, &pcm, &mut to), l16::decode(l16::Order::Network, &from, &mut pcm));
    let _ = (l16::encode(l16::Order::Little, &pcm, &mut to), carrier::base64::encode(&from, &mut to));
    let _ = (carrier::base64::decode(&from, &mut to), RtpPacket::read(&from), RtpPacket::is_control(&from));
    assert!(carrier::read(&from, &mut to).is_err());
    let _ = (Leg::carrier(&from, 8000, &LegSettings::default()), frames::<7>(&pcm).count());
}

fn listening(dice: &mut Dice) {
    let rate = [8000, 16000, dice.number()][dice.below(3) as usize];
    let hear = [Hear::NOTHING, Hear::SPEECH, Hear::DIGITS | Hear::BEEP, Hear::ANSWER][dice.below(4) as usize];
    if let Ok(mut listener) = Listener::new(&ListenerSettings { sample_rate: rate, hear, ..Default::default() }) {
        for _ in 0..dice.below(5) {
            let _ = listener.process(&dice.samples(), &dice.samples()).map(Iterator::count);
        }
    }
    if let Ok(mut activity) = VoiceActivity::new(&VadSettings { sample_rate: rate, ..Default::default() }) {
        let _ = (activity.process(&dice.samples(), &[]), activity.pre_roll(&mut dice.samples()));
    }
    if let Ok(mut tone) = Tone::new(rate) {
        let level = dice.number() as i32;
        let _ = tone.network(NetworkTone::Busy, Country([dice.next() as u8, dice.next() as u8]), level);
        let _ = (tone.digits("12#x", dice.number(), dice.number(), level), tone.noise(&dice.bytes()));
        let _ = (tone.steps(&[ToneStep::default(); 9], true, level), tone.read(&mut dice.samples()));
    }
}

fn mixing(dice: &mut Dice) {
    let Ok(mut mixer) = Mixer::new(dice.number() % 4, dice.number() % 2000) else { return };
    for _ in 0..dice.below(6) {
        let _ = (mixer.begin(), mixer.put(dice.number(), &dice.samples()), mixer.set_gain(0, 1, -1.0));
        let _ = (mixer.mix(dice.number() % 3, &mut dice.samples()), mixer.clear_leg(dice.number()));
    }
    if let Ok(mut level) = Level::new(dice.number()) {
        let _ = (level.measure(&dice.samples()), level.values());
    }
}

#[cfg(not(feature = "seal"))]
fn sealed(_: &mut Dice) {}

#[cfg(feature = "seal")]
fn sealed(dice: &mut Dice) {
    let (mut packet, length) = (dice.bytes(), dice.next() as usize % 6000);
    let mut transport = SealedTransport::new(TransportMode::Aes256Gcm, &[1; 32], dice.number()).unwrap();
    assert!(transport.open(&mut packet.clone()).is_err());
    let _ = transport.seal(&mut packet, length);
    if let (Ok(mut update), Ok(mut frames)) = (dave::Update::new(dice.number() % 9), dave::Frames::new(4, 3, 2)) {
        let _ = (update.add_receiver(dice.below(3), &[1; 16]), update.set_sender(&[2; 16], dice.number()));
        let _ = (frames.apply(&mut update, dice.next()), frames.seal(&dice.bytes(), &mut dice.bytes()));
        let _ = frames.open(dice.below(3), &dice.bytes(), dice.next(), &mut dice.bytes());
    }
    let mut settings = VoiceSettings { user: dice.below(3), ..VoiceSettings::sized() };
    settings.arrivals = dice.number();
    if let Ok(mut voice) = Voice::new(&settings) {
        let (now, mut buffer) = (dice.next(), vec![0; VOICE_OUTPUT_MAX]);
        let _ = (voice.join(dice.next(), 5, false, now), voice.state("s", Some(5), false, now));
        let _ = (voice.server(Some("host:443"), "token", now), voice.opened(1, now), voice.text(1, "{}", now));
        let _ =
            (voice.binary(1, &dice.bytes(), now), voice.datagram(&dice.bytes(), now), voice.send(&dice.bytes(), now));
        let _ = (voice.tick(now), voice.dave_binary(1, &dice.bytes()), voice.closed(1, dice.number(), now));
        for _ in 0..99 {
            if let Ok(VoiceOutput::Wait { .. }) | Err(_) = voice.poll(&mut buffer) {
                break;
            }
        }
    }
}

#[test]
fn what_a_room_refuses_comes_back() {
    let mut room = Room::new(&RoomSettings { capacity: 1, ..Default::default() }).unwrap();
    let settings = LegSettings::default();
    let id = room.add(Leg::discord(8000, &settings).unwrap()).unwrap();
    let refused = room.add(Leg::discord(8000, &settings).unwrap()).unwrap_err();
    assert_eq!(refused.error, Error::State);
    let other = room.remove(id).unwrap();
    assert_eq!(room.remove(id).unwrap_err(), Error::Argument);
    let next = room.add(refused.value).unwrap();
    assert_ne!(next, id);
    drop(other);
    // Another rate.
    let mut wide = Room::new(&RoomSettings { sample_rate: 48000, ..Default::default() }).unwrap();
    assert_eq!(wide.add(Leg::discord(8000, &settings).unwrap()).unwrap_err().error, Error::Argument);
}

#[test]
fn too_small_a_buffer_loses_nothing() {
    let mut room = Room::new(&RoomSettings::default()).unwrap();
    let start =
        Start { stream_sid: "MZ", account_sid: "AC", call_sid: "CA", encoding: Encoding::MuLaw, sample_rate: 8000 };
    let mut text = [0; 512];
    let length = carrier::write_start(&start, &mut text).unwrap();
    assert!(matches!(carrier::write_start(&start, &mut [0; 9]), Err(Error::NoSpace { needed }) if needed == length));
    let phone = room.add(Leg::carrier(&text[..length], 8000, &LegSettings::default()).unwrap()).unwrap();
    room.tick(0).unwrap();
    let Err(Error::NoSpace { needed }) = room.poll(&mut [0; 3]) else { panic!("nothing to say") };
    let mut buffer = vec![0; needed];
    assert!(matches!(room.poll(&mut buffer), Ok(Output::Message { leg, .. }) if leg == phone));
}

#[test]
fn rooms_run_on_many_threads_and_move_between_them() {
    let workers: Vec<_> = (0..4)
        .map(|seed| {
            thread::spawn(move || {
                let mut dice = Dice(seed + 1);
                for _ in 0..200 {
                    room(&mut dice);
                }
                Room::new(&RoomSettings::default()).unwrap()
            })
        })
        .collect();
    for worker in workers {
        let mut room = worker.join().unwrap();
        let leg = thread::spawn(|| Leg::discord(8000, &LegSettings::default()).unwrap()).join().unwrap();
        room.add(leg).unwrap();
        assert_eq!(room.tick(0), Ok(1));
    }
}
