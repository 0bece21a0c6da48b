import type { MiddlewareHandler } from "hono";
import { requestId } from "hono/request-id";
import type { ServerDeps } from "../deps.ts";
import type { AppEnv } from "../env.ts";
import { authorise } from "./authorise.ts";
import { body } from "./body.ts";
import { deadline } from "./deadline.ts";
import { headers } from "./headers.ts";
import { host } from "./host.ts";
import { identify } from "./identify.ts";
import { marks } from "./marks.ts";
import { origin } from "./origin.ts";
import { throttle } from "./throttle.ts";

/** What every request passes before its route, in this order: what is cheap to refuse is refused first, and no body is read for whom nobody knows. */
export function guards({ access, clock, limits, storage }: ServerDeps): readonly MiddlewareHandler<AppEnv>[] {
  return [
    requestId(),
    headers(),
    host(access.hosts),
    origin(access.origins),
    identify(access.auth, storage.keys, clock),
    throttle(clock),
    authorise(),
    deadline(limits.requestMs),
    body(limits),
    marks(),
  ];
}
