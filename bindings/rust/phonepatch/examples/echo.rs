//! A carrier's media stream over real sockets, echoed: `echo` listens on loopback, calls itself, says a second of sound and
//! checks that it hears it. The frames of WebSocket are Python's, Node's or a crate's business and stand here only as a
//! line for a message; `echo PORT` serves one call for anybody who speaks lines.
use phonepatch::carrier::{self, Encoding, Message, Place, Start, Track};
use phonepatch::FRAME_8K;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::{env, error::Error, process::ExitCode, thread, time::Duration};

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const FRAMES: u64 = 50;
const PATIENCE: Duration = Duration::from_secs(10);

fn line(socket: &mut TcpStream, message: &[u8]) -> Outcome<()> {
    socket.write_all(message)?;
    socket.write_all(b"\n")?;
    Ok(())
}

/// The next message, without its end; nothing at the end of the call.
fn next(reader: &mut impl BufRead, into: &mut Vec<u8>) -> Outcome<bool> {
    into.clear();
    let read = reader.read_until(b'\n', into)?;
    into.pop();
    Ok(read > 0)
}

/// Sends back what is said, until the carrier stops. Returns how many frames there were.
fn serve(mut socket: TcpStream) -> Outcome<u64> {
    socket.set_read_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(socket.try_clone()?);
    let (mut text, mut scratch, mut out) = (Vec::new(), [0; 4096], [0; 1024]);
    let (mut stream, mut frames) = (String::new(), 0);
    while next(&mut reader, &mut text)? {
        match carrier::read(&text, &mut scratch)? {
            Message::Start { stream_sid, .. } => stream = stream_sid.to_owned(),
            Message::Media { payload, .. } => {
                let length = carrier::write_media(&stream, payload, &mut out)?;
                line(&mut socket, &out[..length])?;
                frames += 1;
            }
            Message::Stop => break,
            _ => {}
        }
    }
    Ok(frames)
}

fn said(frame: u64) -> [u8; FRAME_8K] {
    std::array::from_fn(|i| (frame as usize * 7 + i * 3) as u8)
}

/// The carrier's side of one call. Returns how many frames came back as they were.
fn call(mut socket: TcpStream) -> Outcome<u64> {
    socket.set_read_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(socket.try_clone()?);
    let (mut out, mut text, mut scratch) = ([0; 1024], Vec::new(), [0; 4096]);
    let length = carrier::write_connected(&mut out)?;
    line(&mut socket, &out[..length])?;
    let start =
        Start { stream_sid: "MZ1", account_sid: "AC1", call_sid: "CA1", encoding: Encoding::MuLaw, sample_rate: 8000 };
    let length = carrier::write_start(&start, &mut out)?;
    line(&mut socket, &out[..length])?;
    let mut heard = 0;
    for frame in 0..FRAMES {
        let place = Place { stream_sid: "MZ1", sequence_number: frame + 2 };
        let length = carrier::write_track_media(&place, Track::Inbound, frame + 1, frame * 20, &said(frame), &mut out)?;
        line(&mut socket, &out[..length])?;
        if !next(&mut reader, &mut text)? {
            return Err("the other side has hung up".into());
        }
        if let Message::Media { payload, .. } = carrier::read(&text, &mut scratch)? {
            heard += u64::from(payload == said(frame));
        }
    }
    let length =
        carrier::write_stop(&Place { stream_sid: "MZ1", sequence_number: FRAMES + 2 }, "AC1", "CA1", &mut out)?;
    line(&mut socket, &out[..length])?;
    Ok(heard)
}

fn run(port: Option<u16>) -> Outcome<()> {
    let listener = TcpListener::bind(("127.0.0.1", port.unwrap_or(0)))?;
    let address = listener.local_addr()?;
    let caller = port.is_none().then(|| thread::spawn(move || call(TcpStream::connect(address)?)));
    let frames = serve(listener.accept()?.0)?;
    println!("{frames} frames echoed");
    let Some(caller) = caller else { return Ok(()) };
    let heard = caller.join().map_err(|_| "the caller fell over")??;
    if heard == FRAMES && frames == FRAMES {
        Ok(())
    } else {
        Err(format!("{heard} of {FRAMES} came back as they were").into())
    }
}

fn main() -> ExitCode {
    let port = match env::args().nth(1).map(|text| text.parse()).transpose() {
        Ok(port) => port,
        Err(_) => {
            eprintln!("usage: echo [PORT]");
            return ExitCode::from(2);
        }
    };
    match run(port) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("echo: {error}");
            ExitCode::FAILURE
        }
    }
}
