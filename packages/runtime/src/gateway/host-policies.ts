import { type Approver, BatonError, parseDuration, type Policy } from "@baton/core";
import { z } from "zod";
import type { Host } from "../host/host.ts";

const names = z.union([z.literal("*"), z.string().transform((name) => [name]), z.array(z.string()).min(1)]);
const duration = z.string().refine((text) => parseDuration(text) !== undefined, { error: "is no duration such as 30s, 15m, 4h or 3d" });
const approver = z.union([
  z.string().transform((role): Approver => ({ role, count: 1, fourEyes: false })),
  z.strictObject({ role: z.string(), count: z.int().min(1).default(1), fourEyes: z.boolean().default(false) }),
]);
const port = z.string().transform((text) => {
  const dot = text.indexOf(".");
  return dot < 0 ? { node: text, port: undefined } : { node: text.slice(0, dot), port: text.slice(dot + 1) };
});

/** One policy as FORMAT writes it, with its shorthand expanded. */
const policySchema = z.strictObject({
  node: names.default("*"),
  tool: names.default("*"),
  effect: z.enum(["read", "write", "sensitive"]).exactOptional(),
  when: z.string().exactOptional(),
  after: z.array(port).exactOptional(),
  then: z.enum(["deny", "approve", "allow"]),
  by: z.union([approver.transform((one) => [one]), z.array(approver)]).default([]),
  expires: duration.exactOptional(),
  calendar: z.string().exactOptional(),
  escalate: z.array(z.strictObject({ after: duration, to: z.string() })).exactOptional(),
  reason: z.string().exactOptional(),
});

/** The host's own policies. @throws BatonError `host_policy_invalid`, with every problem of every rule. */
export function hostPolicies(host: Pick<Host, "policies">): readonly Policy[] {
  const problems: string[] = [];
  const policies = host.policies.flatMap((policy, index): Policy[] => {
    const parsed = policySchema.safeParse(policy);
    if (!parsed.success) {
      for (const { path, message } of parsed.error.issues) problems.push(`policies[${[index, ...path].join(".")}]: ${message}`);
      return [];
    }
    const { node: nodes, tool: tools, ...rest } = parsed.data;
    return [{ ...rest, nodes, tools, path: ["policies", index] }];
  });
  if (problems.length > 0) {
    throw new BatonError("host_policy_invalid", "policy", `The host's policies cannot be read: ${problems.join("; ")}.`, {
      fix: "Mend them in baton.config.ts.",
    });
  }
  return policies;
}
