/// The console's own files, built in.
enum ConsolePage {
  static var files: [String: [UInt8]] {
    [
      "index.html": PackageResources.index_html, "console.js": PackageResources.console_js,
      "console.css": PackageResources.console_css, "icon.svg": PackageResources.icon_svg,
    ]
  }
}
