import type { Appearance } from "@baton/core";
import type { Approval } from "../../api/approvals.ts";

/** What kind of thing waits, as a mark: a call acts, a question is for people. */
export const marks: Readonly<Record<Approval["kind"], Appearance>> = {
  call: { family: "act", icon: "wrench" },
  value: { family: "act", icon: "braces" },
  question: { family: "guard", icon: "user-check" },
  "unknown-effect": { family: "guard", icon: "circle-question-mark" },
};
