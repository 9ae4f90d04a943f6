import Hummingbird

/// For whoever watches over us: `/healthz` says that the process lives, `/readyz` that new calls are welcome.
struct HealthRoutes: Sendable {
  let readiness: Readiness

  func add(to router: Router<BasicRequestContext>) {
    router.get("/healthz") { _, _ in WebhookAnswer.text(.ok, "ok\n", type: "text/plain; charset=utf-8") }
    router.get("/readyz") { _, _ in
      readiness.isReady
        ? WebhookAnswer.text(.ok, "ready\n", type: "text/plain; charset=utf-8")
        : WebhookAnswer.text(.serviceUnavailable, "draining\n", type: "text/plain; charset=utf-8")
    }
  }
}
