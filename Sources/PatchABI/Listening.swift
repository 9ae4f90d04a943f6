internal import CPhonepatch
internal import PatchAudio

/// What is asked for by PP_HEAR_, and by a threshold and a hangover that may be 0.
func listening(_ hear: UInt32, _ threshold: Float, _ hangover: Int32, rate: UInt32) -> ListenerSettings {
  var voice = VoiceSettings()
  if threshold != 0 { voice.threshold = threshold }
  voice.hangover = time(hangover, 200)
  return ListenerSettings(
    sampleRate: rate == 0 ? 8000 : Int32(clamping: rate), voice: hear & UInt32(PP_HEAR_SPEECH) != 0 ? voice : nil,
    digits: hear & UInt32(PP_HEAR_DIGITS) != 0, beep: hear & UInt32(PP_HEAR_BEEP) != 0,
    answer: hear & UInt32(PP_HEAR_ANSWER) != 0)
}
