import Foundation
import PatchBase
import Testing

@Suite struct DecibelsTests {
  @Test func knownValues() {
    #expect(abs(Decibels.fromAmplitude(1)) < 1e-12)
    #expect(abs(Decibels.fromAmplitude(10) - 20) < 1e-9)
    #expect(abs(Decibels.fromPower(0.5) + 3.010299956639812) < 1e-9)
    #expect(abs(Decibels.amplitude(-20) - 0.1) < 1e-12)
    #expect(abs(Decibels.power(10) - 10) < 1e-9)
  }

  @Test func agreesWithTheMathsLibrary() {
    var ratio = 1e-300
    while ratio < 1e300 {
      #expect(abs(Decibels.fromAmplitude(ratio) - 20 * log10(ratio)) < 1e-9)
      #expect(abs(Decibels.fromPower(ratio) - 10 * log10(ratio)) < 1e-9)
      ratio *= 1.37
    }
    for step in -20_000...20_000 {
      let level = Double(step) / 100
      #expect(abs(Decibels.amplitude(level) / pow(10, level / 20) - 1) < 1e-10)
      #expect(abs(Decibels.power(level) / pow(10, level / 10) - 1) < 1e-10)
    }
  }

  @Test func thereAndBack() {
    for step in -1200...200 {
      let level = Double(step) / 10
      #expect(abs(Decibels.fromAmplitude(Decibels.amplitude(level)) - level) < 1e-9)
    }
  }

  @Test func edges() {
    #expect(Decibels.fromAmplitude(0) == -.infinity)
    #expect(Decibels.fromAmplitude(-1) == -.infinity)
    #expect(Decibels.fromPower(.infinity) == .infinity)
    #expect(Decibels.fromPower(.nan).isNaN)
    #expect(abs(Decibels.fromPower(Double.leastNonzeroMagnitude) - 10 * log10(Double.leastNonzeroMagnitude)) < 1e-6)
    #expect(Decibels.amplitude(-.infinity) == 0)
    #expect(Decibels.amplitude(1e9).isFinite)
    #expect(Decibels.amplitude(-1e9) >= 0)
    #expect(Decibels.amplitude(.nan).isNaN)
  }
}
