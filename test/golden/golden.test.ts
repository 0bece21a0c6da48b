import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lowering } from "@baton/runtime";
import { openBaton } from "baton";
import { describe, expect, it, onTestFinished } from "vitest";
import { refundHost } from "./graph.ts";

const goldens = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".db"));

describe("threads that were paused by an earlier version", () => {
  it("there is one for the current lowering", () => {
    expect(goldens).toContain(`lowering-${lowering}.db`);
  });

  it.each(goldens)("%s is approved and finishes, with the refund made once", async (name) => {
    const data = mkdtempSync(join(tmpdir(), "golden-"));
    onTestFinished(() => rmSync(data, { recursive: true }));
    mkdirSync(data, { recursive: true });
    copyFileSync(join(import.meta.dirname, name), join(data, "baton.db"));
    const refunds: unknown[] = [];
    const baton = await openBaton({ data, host: refundHost((refund) => refunds.push(refund)) });

    const [waiting] = await baton.inbox();
    const done = await baton.resume("golden", { decisions: [{ type: "approve" }] });
    await baton.close();

    expect(waiting?.actions[0]?.args).toEqual({ order: "A-100", amount_minor: 5_000 });
    expect(done).toMatchObject({
      status: "done",
      outcome: "refunded",
      output: { receipt: { order: "A-100", amount_minor: 5_000 }, notes: ["found", "to be refunded: 5000"] },
    });
    expect(refunds).toEqual([{ order: "A-100", amount_minor: 5_000 }]);
  });
});
