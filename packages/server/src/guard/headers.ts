import type { MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

const self = "'self'";
const none = "'none'";

/** Nothing from elsewhere, no script that does not stand in a file, no frame around it. */
const contentSecurityPolicy = {
  defaultSrc: [none],
  scriptSrc: [self],
  // The editor's components write their colours and sizes into the page while it runs; a style cannot call anything.
  styleSrc: [self, "'unsafe-inline'"],
  imgSrc: [self, "data:", "blob:"],
  fontSrc: [self, "data:"],
  connectSrc: [self],
  workerSrc: [self],
  manifestSrc: [self],
  baseUri: [none],
  formAction: [none],
  frameAncestors: [none],
};

/** Headers of every answer; no cache keeps one unless its route says so. */
export function headers(): MiddlewareHandler {
  // Whether other names of this machine speak TLS is for whoever ends TLS to say.
  const secure = secureHeaders({ contentSecurityPolicy, xFrameOptions: "DENY", strictTransportSecurity: false });
  return async (context, next) =>
    await secure(context, async () => {
      await next();
      if (!context.res.headers.has("cache-control")) context.res.headers.set("cache-control", "no-store");
    });
}
