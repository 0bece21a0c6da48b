import type { Identity } from "./identity.ts";

/** What a request carries through the app. */
export interface AppEnv {
  Variables: {
    identity: Identity;
    /** Goes into logs and answers, so that one can be found by the other. */
    requestId: string;
    /** W3C trace context of the request, for the job that it makes; absent where the caller sent none and no spans are made. */
    traceparent?: string;
  };
}
