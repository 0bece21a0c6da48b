import { z } from "zod";

/** One thing about a request that is not as it should be. */
export const findingSchema = z.strictObject({
  rule: z.string().max(40).describe("VENDOR-..., BUDGET-..., POLICY-... or INTEREST-..."),
  severity: z.enum(["block", "warn"]).describe("What blocks keeps an order from being drafted"),
  message: z.string().max(500),
});
export type Finding = z.infer<typeof findingSchema>;

export function block(rule: string, message: string): Finding {
  return { rule, severity: "block", message };
}

export function warn(rule: string, message: string): Finding {
  return { rule, severity: "warn", message };
}

/** A text of the request inside a message: quoted and short. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
