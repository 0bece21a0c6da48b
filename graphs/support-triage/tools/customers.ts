import { readFileSync } from "node:fs";
import { ToolFailure } from "baton";
import { z } from "zod";

export const customerSchema = z.strictObject({
  id: z.string(),
  user_id: z.string(),
  name: z.string(),
  plan: z.string(),
  device_ids: z.array(z.string()),
});
export type Customer = z.infer<typeof customerSchema>;

/** @throws if the file is not there or holds no customers. */
export function readCustomers(file: string): readonly Customer[] {
  return z.array(customerSchema).parse(JSON.parse(readFileSync(file, "utf8")));
}

/** The customer that a signed-in user is. */
export function customerOf(userId: string, customers: readonly Customer[]): Customer {
  const found = customers.find(({ user_id }) => user_id === userId);
  if (found === undefined) throw new ToolFailure(`No customer belongs to the user ${userId}; sign in as one.`);
  return found;
}
