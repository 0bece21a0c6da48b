import type { Json } from "@baton/core";
import type { WaitConfig } from "./kind.ts";

/** What a wait waits for. */
export type Awaited =
  | { readonly type: "for"; readonly duration: string }
  | { readonly type: "until"; readonly timestamp: Json }
  | { readonly type: "event"; readonly name: string };

/** The one thing that a wait waits for; undefined where it waits for nothing, for several things, or has keys of an event without one. */
export function awaitedBy(own: WaitConfig): Awaited | undefined {
  const awaited: Awaited[] = [];
  if (own.for !== undefined) awaited.push({ type: "for", duration: own.for });
  if (own.until !== undefined) awaited.push({ type: "until", timestamp: own.until });
  if (own.event !== undefined) awaited.push({ type: "event", name: own.event });
  const stray = own.event === undefined && (own.match !== undefined || own.schema !== undefined);
  return awaited.length === 1 && !stray ? awaited[0] : undefined;
}
