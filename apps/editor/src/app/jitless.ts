import { z } from "zod";

/** Has schemas interpreted, never compiled with `new Function`: a strict content security policy forbids that. */
export function interpretSchemas(): void {
  z.config({ jitless: true });
}
