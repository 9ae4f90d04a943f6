import Testing

@testable import PatchServer

@Suite struct PhoneNumberTests {
  @Test(arguments: [
    ("+1 (415) 555-2671", nil, "+14155552671", "US"), ("415-555-2671", "US", "+14155552671", "US"),
    ("1 415 555 2671", "US", "+14155552671", "US"), ("011 44 20 7946 0958", "US", "+442079460958", "GB"),
    ("020 7946 0958", "GB", "+442079460958", "GB"), ("00 49 30 901820", "GB", "+4930901820", "DE"),
    ("+44 (0)20 7946 0958", nil, "+442079460958", "GB"), ("+39 06 1234 5678", nil, "+390612345678", "IT"),
    ("+1 876 555 0123", nil, "+18765550123", "JM"), ("+1 242 555 0123", nil, "+12425550123", "BS"),
    ("+7 727 250 1234", nil, "+77272501234", "KZ"), ("＋１４１５５５５２６７１", nil, "+14155552671", "US"),
    ("+٤٤٢٠٧٩٤٦٠٩٥٨", nil, "+442079460958", "GB"),
  ])
  func whatPeopleWriteBecomesCanonical(written: String, home: String?, text: String, region: String) throws {
    let number = try PhoneNumber(written, region: home)
    #expect(number.text == text && number.region == region)
  }

  @Test(arguments: [
    ("+1 900 555 0123", NumberKind.premium), ("+44 909 879 0000", .premium), ("+979 123456789", .premium),
    ("+39 848 123456", .sharedCost), ("+808 1234 5678", .sharedCost), ("+49 180 5 012345", .sharedCost),
    ("+870 773 111632", .satellite), ("+8816 3251 2345", .satellite), ("+882 16 5555 1234", .satellite),
    ("+1 800 234 5678", .tollFree), ("+44 7400 123456", .mobile), ("+44 20 7946 0958", .fixed),
  ])
  func kinds(written: String, kind: NumberKind) throws {
    #expect(try PhoneNumber(written).kind == kind)
  }

  @Test(arguments: [
    ("", PhoneNumber.Problem.notDigits), ("call me", .notDigits), ("+1415CALLNOW", .notDigits), ("1+2", .notDigits),
    ("911", .emergency), ("112", .emergency), ("+1 911", .emergency), ("+44 999", .emergency), ("72345", .short),
    ("+44 118", .emergency), ("+1 72345", .short), ("+999 1234567", .unknownCode), ("+1 415 555 26711", .length),
    ("+1 415 555", .short), ("415 555 2671", .needsCountry), ("+4420794609581234567", .length),
  ])
  func problems(written: String, problem: PhoneNumber.Problem) {
    #expect(throws: problem) { try PhoneNumber(written) }
  }

  @Test func aNumberWeDoNotKnowIsUnknownAndNotWrong() throws {
    // No such area code as of today; the country may give it out tomorrow.
    let number = try PhoneNumber("+1 290 555 0123")
    #expect(number.kind == .unknown && number.region == nil)
    #expect(try PhoneNumber("+49 19 9999999").kind == .unknown)
  }

  @Test func theTableIsWhole() {
    #expect(NumberPlan.all.count == NumberMetadata.table.split(separator: "\n").count)
    #expect(NumberPlan.byRegion.count > 240)
    #expect(NumberPlan.byCode.values.allSatisfy { $0[0].isMain })
  }
}
