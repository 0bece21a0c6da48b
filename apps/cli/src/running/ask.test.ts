import { PassThrough } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Approval, ApprovalAction } from "../render/approval.ts";
import { askPeople } from "./ask.ts";

const action: ApprovalAction = {
  name: "pay",
  description: "Pays.",
  args: { amount_minor: 700, currency: "EUR", to: "Ada" },
  argsSchema: {
    type: "object",
    properties: { amount_minor: { type: "integer" }, currency: { type: "string" }, to: { type: "string" } },
    required: ["amount_minor"],
  },
  digest: "sha256-0",
  allowed: ["approve", "edit", "reject"],
  by: [],
  status: "open",
  decisions: [],
};

const question: ApprovalAction = { ...action, name: "ask", description: "How many?", args: {}, argsSchema: { type: "integer" }, allowed: ["respond"] };

function approval(actions: readonly ApprovalAction[], kind: Approval["kind"] = "call"): Approval {
  return {
    id: "apr_1",
    kind,
    thread: "thr_1",
    run: "run_1",
    fork: 0,
    graphHash: "sha256-1",
    node: "pay",
    asker: "review",
    task: "t",
    interrupt: "i",
    requester: "local",
    actions,
    shows: [],
    reasons: [],
    createdAt: 0,
    expiresAt: undefined,
    escalate: [],
    status: "open",
    version: 1,
  };
}

const [enter, down, escape] = ["\r", "\u001b[B", "\u001b"];

/** Asks, with keys pressed one after the other, and gives the answer and the screen. */
async function asked(about: Approval, keys: readonly string[]): Promise<{ readonly answer: unknown; readonly screen: string }> {
  const input = new PassThrough();
  const output = new PassThrough();
  let screen = "";
  output.setEncoding("utf8").on("data", (text: string) => (screen += text));
  const answer = askPeople(about, { input, output });
  for (const key of keys) {
    await pause(30);
    input.write(key);
  }
  return { answer: await answer, screen };
}

describe("askPeople", () => {
  it("offers what is allowed, says the effect, and takes the first", async () => {
    const { answer, screen } = await asked(approval([action]), [enter]);
    expect(answer).toEqual({ decisions: [{ type: "approve" }] });
    for (const label of ["Approve EUR 7.00", "Change it, then approve", "Reject", "Leave it for later"]) expect(screen).toContain(label);
    const only = await asked(approval([{ ...action, allowed: ["approve"] }]), [enter]);
    expect(only.screen).not.toContain("Reject");
  });

  it("takes each argument as JSON, and refuses what does not fit at once", async () => {
    const clear = "\u0015";
    const keys = [down, enter, clear, "lots", enter, clear, '"x"', enter, clear, "500", enter, enter, enter];
    const { answer, screen } = await asked(approval([action]), keys);
    expect(answer).toEqual({ decisions: [{ type: "edit", editedAction: { name: "pay", args: { amount_minor: 500, currency: "EUR", to: "Ada" } } }] });
    expect(screen).toContain("This is not JSON");
    expect(screen).toContain("whole number");
  });

  it("asks why it is rejected, and takes silence", async () => {
    expect((await asked(approval([action]), [down, down, enter, "Too much.", enter])).answer).toEqual({
      decisions: [{ type: "reject", message: "Too much." }],
    });
    expect((await asked(approval([action]), [down, down, enter, enter])).answer).toEqual({ decisions: [{ type: "reject" }] });
  });

  it("decides nothing where the person leaves, even in the middle", async () => {
    expect((await asked(approval([action]), [escape])).answer).toBeUndefined();
    expect((await asked(approval([action]), [down, down, down, enter])).answer).toBeUndefined();
    expect((await asked(approval([action, action]), [enter, escape])).answer).toBeUndefined();
  });

  it("asks about each action that is open, in order", async () => {
    const { answer, screen } = await asked(approval([action, { ...action, status: "approved" }, { ...action, name: "tell" }]), [
      enter,
      down,
      down,
      enter,
      enter,
    ]);
    expect(answer).toEqual({ decisions: [{ type: "approve" }, null, { type: "reject" }] });
    expect(screen).toContain("(3 of 3, tell)");
  });

  it("takes an answer of the question's type", async () => {
    const { answer, screen } = await asked(approval([question], "question"), ["many", enter, "\u0015", "12", enter]);
    expect(answer).toEqual({ decisions: [{ type: "respond", value: 12 }] });
    expect(screen).toContain("How many?");
  });

  it("asks whether an unknown call happened", async () => {
    const unknown: ApprovalAction = {
      ...action,
      allowed: ["respond"],
      argsSchema: {
        type: "object",
        properties: { happened: { type: "boolean" }, result: { type: "string" } },
        required: ["happened"],
        if: { properties: { happened: { const: true } } },
        then: { required: ["result"] },
      },
    };
    expect((await asked(approval([unknown], "unknown-effect"), [down, enter])).answer).toEqual({
      decisions: [{ type: "respond", value: { happened: false } }],
    });
    expect((await asked(approval([unknown], "unknown-effect"), [enter, '"R-1"', enter])).answer).toEqual({
      decisions: [{ type: "respond", value: { happened: true, result: "R-1" } }],
    });
  });
});
