import type { PlanState } from "baton";
import { expect, test } from "vitest";
import { planLines } from "./plans.ts";

const plain = (_: string, text: string): string => text;
const task = { input: {}, success: [], revision: 1 };

const plan: PlanState = {
  revision: 2,
  tasks: [
    { ...task, id: "verify", worker: "identity", instruction: "Verify who writes.", after: [], status: "done", attempts: 1 },
    { ...task, id: "orders", worker: "clerk", instruction: "Find the\norder \u001b[31mnow.", after: ["verify"], status: "failed", attempts: 2 },
    { ...task, id: "offer", worker: "clerk", instruction: "Offer something.", after: ["verify", "orders"], status: "waiting", attempts: 0 },
    { ...task, id: "ask", worker: "clerk", instruction: "Ask the customer.", after: [], status: "parked", attempts: 1 },
    { ...task, id: "tone", worker: "clerk", instruction: "Judge the tone.", after: [], status: "dropped", attempts: 0 },
  ],
  revisions: [{ revision: 2, reason: "The tone is known." }],
  sources: [{ part: "facts", tasks: ["verify"] }],
};

test("a plan is a table of its tasks, then why it was changed and what its parts come from", () => {
  expect(planLines(plan, plain, 200)).toEqual([
    "task    worker    status   tries  after           instruction",
    "verify  identity  Done         1                  Verify who writes.",
    "orders  clerk     Failed       2  verify          Find the order \\u{1b}[31mnow.",
    "offer   clerk     Blocked      0  verify, orders  Offer something.",
    "ask     clerk     On hold      1                  Ask the customer.",
    "tone    clerk     Dropped      0                  Judge the tone.",
    "Revision 2: The tone is known.",
    "facts comes from verify",
  ]);
});
