import { z } from "zod";
import type { Entry } from "./ledger.ts";

export const ticketOrderSchema = z.strictObject({
  customer_id: z.string(),
  subject: z.string().min(1).max(500),
  transcript: z.array(z.strictObject({ id: z.string(), role: z.enum(["user", "assistant"]), content: z.string() })),
});

export const ticketSchema = z.strictObject({ number: z.string(), opened_at: z.string() });

/** The next ticket; its number counts the tickets of the ledger. */
export function nextTicket(earlier: readonly Entry[], now: number): z.infer<typeof ticketSchema> {
  const count = earlier.filter(({ effect }) => effect === "create_ticket").length;
  return { number: `T-${String(count + 1).padStart(5, "0")}`, opened_at: new Date(now).toISOString() };
}
