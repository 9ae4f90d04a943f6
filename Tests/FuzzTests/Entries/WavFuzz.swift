import PatchBase
import PatchCodec

/// A file read whole and in small pieces gives the same.
func fuzzWav(_ file: [UInt8]) {
  let whole = read(file, piece: .max)
  let pieces = read(file, piece: 64 + (file.first.map { Int($0) } ?? 0))
  law(whole.fault == pieces.fault, "pieces end as the whole does")
  law(whole.sound == pieces.sound, "pieces give the sound of the whole")
}

private func read(_ file: [UInt8], piece: Int) -> (sound: [UInt8], fault: Int32) {
  var reader = WavReader()
  var sound: [UInt8] = []
  var offset = 0
  do throws(Fault) {
    while true {
      let end = offset + min(piece, file.count - offset)
      let bytes = Array(file[offset..<end])
      switch try reader.step(bytes.span) {
      case .more(let consumed):
        law(consumed >= 0 && consumed <= bytes.count, "no more is consumed than there is")
        law(consumed > 0 || end == file.count, "a piece of 64 bytes moves on")
        offset += consumed
        if end == file.count {
          try reader.finish()
          return (sound, 0)
        }
      case .sound(let range):
        law(!range.isEmpty && range.upperBound <= bytes.count && reader.format != nil, "sound lies in the piece")
        sound += bytes[range]
        offset += range.upperBound
      case .end: return (sound, 0)
      }
    }
  } catch { return (sound, error.code) }
}
