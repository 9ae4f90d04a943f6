/// What this build of the engine holds. These are constants, so that the library does not carry what it was built without.
enum Features {
  /// `PP_FEATURE_LISTENING`: legs can be listened to, cleaned, judged and played tones, and Rooms recorded.
  static var listening: Bool {
    #if PHONEPATCH_BRIDGE
      false
    #else
      true
    #endif
  }
}
