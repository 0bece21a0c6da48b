import type { Json } from "@baton/core";
import { Command } from "@langchain/langgraph";
import { describe, expect, test } from "vitest";
import { changed, check, type Example, exampleOf } from "../testing/example.ts";
import { trial } from "../testing/trial.ts";

const example = exampleOf("wait/docs.md");
const invoice = { invoice: { id: "I-17", customer: "Ada" } };
const reminds = { send_reminder: () => "sent" };
const hour = 3_600_000;

/** The example with another wait in it, and the edges that go with it. */
function waiting(keys: string, edge = "  - await_payment.expired -> remind\n"): Example {
  const node = /kind: wait\n[\s\S]*?(?= {2}remind:)/.exec(example.files.get("graph.yaml") ?? "")?.[0] ?? "";
  return changed(changed(example, node, `kind: wait\n    ${keys}\n`), "  - await_payment.expired -> remind\n", edge);
}

/** A run of an example that has come to its wait. */
async function reached(document: Example = example, options: { readonly debug?: boolean } = {}) {
  const { start, storage, clock, compiled, config } = trial(document, reminds, options);
  const result = await start(invoice);
  const waits = () => storage.waits.list({});
  const interrupts = async () => (await compiled.getState(config)).tasks.flatMap((task) => task.interrupts);
  return {
    result,
    storage,
    clock,
    waits,
    interrupts,
    send: async (payload: Json, id = "e1", name = "payment_received") =>
      (await storage.waits.send({ id, name, payload, thread: undefined, receivedAt: clock.now(), takenBy: undefined })).wakes,
    wake: async (value: unknown = "anything") => {
      const [{ id } = { id: "" }] = await interrupts();
      return await compiled.invoke(new Command({ resume: { [String(id)]: value } }), config);
    },
  };
}

const payment = (invoice_id: string, amount_minor: Json = 1200): Json => ({ invoice_id, amount_minor });

describe.each([{ debug: false }, { debug: true }])("an event, %o", (options) => {
  test("is taken where it fits, and its payload goes out with fired", async () => {
    const { send, wake, waits } = await reached(example, options);
    expect(await send(payment("I-17"))).toMatchObject([{ node: "await_payment", status: "open" }]);
    expect(await wake()).toMatchObject({ $outcome: "paid", paid_minor: 1200 });
    expect(await waits()).toMatchObject([{ status: "fired", taken: { event: "e1" } }]);
  });

  test("is left alone where a field differs", async () => {
    const { send, wake, waits } = await reached(example, options);
    expect(await send(payment("I-18"))).toEqual([]);
    expect(await wake()).not.toHaveProperty("$outcome");
    expect(await waits()).toMatchObject([{ status: "open" }]);
  });

  test("that nobody sent in time leaves by expired", async () => {
    const { wake, clock } = await reached(example, options);
    await clock.advance(72 * hour);
    expect(await wake()).toMatchObject({ $outcome: "unpaid", reminded: "sent" });
  });
});

describe("what a wait tells", () => {
  test("stands in its interrupt: the event, what must be equal, and until when", async () => {
    const { interrupts, waits } = await reached();
    const [row] = await waits();
    expect(await interrupts()).toMatchObject([
      {
        value: {
          type: "wait",
          id: row?.id,
          node: "await_payment",
          event: "payment_received",
          match: { invoice_id: "I-17" },
          expires: "2026-01-07T17:00:00.000Z", // the third working day, counted from Monday at midnight
          baton: { wait: row?.id, thread: "t1", node: "await_payment" },
        },
      },
    ]);
  });

  test("stays the same, its times too, however often it is resumed for nothing, and whatever a resume says", async () => {
    const { interrupts, waits, wake, clock } = await reached();
    const [before, rows] = [await interrupts(), await waits()];
    for (const forged of [{ status: "fired", payload: payment("I-17") }, null, { wait: rows[0]?.id }]) {
      await clock.advance(hour);
      expect(await wake(forged)).not.toHaveProperty("$outcome");
    }
    expect(await interrupts()).toEqual(before);
    expect(await waits()).toEqual(rows);
  });
});

describe("an event's time", () => {
  test("at the very end it still counts", async () => {
    const { send, wake, clock } = await reached();
    await clock.advance(65 * hour);
    await send(payment("I-17"));
    await clock.advance(9 * hour);
    expect(await wake()).toMatchObject({ $outcome: "paid" });
  });

  test("after the end it is too late, although nobody looked before", async () => {
    const { send, wake, clock, storage } = await reached();
    await clock.advance(65 * hour + 1);
    expect(await send(payment("I-17"))).toEqual([]);
    expect(await wake()).toMatchObject({ $outcome: "unpaid" });
    expect(
      (await storage.waits.send({ id: "e1", name: "payment_received", payload: null, thread: undefined, receivedAt: 0, takenBy: undefined })).event,
    ).toMatchObject({
      takenBy: undefined,
    });
  });
});

describe("a payload", () => {
  const failing = (document: Example): Example =>
    changed(
      changed(document, "outcomes: { paid: [paid_minor],", "outcomes: { wrong: [reminded], paid: [paid_minor],"),
      "edges:\n",
      "edges:\n  - await_payment.failed -> end.wrong\n",
    );
  const writes = "    writes: { paid_minor: output.amount_minor }\n";

  test.each([
    ["the host's schema, which may have changed since it was sent", example, payment("I-17", "much")],
    [
      "the wait's own schema",
      changed(
        example,
        "    expires: 3d",
        "    schema: { type: object, properties: { amount_minor: { type: integer, minimum: 1000 } }, required: [amount_minor] }\n    expires: 3d",
      ),
      payment("I-17", 9),
    ],
  ])("that does not fit %s leaves by failed, and says why", async (_, document, payload) => {
    const { send, wake } = await reached(
      failing(changed(document, writes, `${writes}    writesOn: { failed: { reminded: output.code + ' ' + output.message } }\n`)),
    );
    await send(payload);
    expect(await wake()).toMatchObject({ $outcome: "wrong", reminded: expect.stringMatching(/^event_invalid .*amount_minor/) });
  });

  test("that looks like a mark of LangGraph's comes through as it was sent", async () => {
    const kept = changed(changed(example, "paid_minor: integer", "paid_minor: object"), "output.amount_minor", "output.extra");
    const { send, wake, interrupts } = await reached(
      changed(kept, '"amount_minor": { "type": "integer" } }', '"amount_minor": { "type": "integer" }, "extra": { "type": "object" } }', "baton.host.json"),
    );
    await send({ invoice_id: "I-17", amount_minor: 1, extra: { lc: 1, type: "constructor", id: ["x"] } });
    expect(await wake()).toMatchObject({ paid_minor: { "~lc": 1, type: "constructor" } });
    expect(await interrupts()).toEqual([]);
  });
});

describe("a timer", () => {
  const timed = (keys: string, edge = ""): Example => changed(waiting(keys, edge), "  - await_payment -> end.paid\n", "  - await_payment -> remind\n");

  test("fires once its time has come, and not before", async () => {
    const { wake, clock, waits, interrupts } = await reached(timed("for: 4h"));
    expect(await interrupts()).toMatchObject([{ value: { type: "wait", until: "2026-01-05T04:00:00.000Z" } }]);
    await clock.advance(4 * hour - 1);
    expect(await wake()).not.toHaveProperty("$outcome");
    await clock.advance(1);
    expect(await wake()).toMatchObject({ $outcome: "unpaid" });
    expect(await waits()).toMatchObject([{ status: "fired", taken: undefined }]);
  });

  test("counts working time where it has a calendar", async () => {
    const { waits } = await reached(timed("for: 10h\n    calendar: office-days"));
    expect(await waits()).toMatchObject([{ wakeAt: Date.UTC(2026, 0, 6, 11) }]);
  });

  test.each([
    ["'2026-01-05T02:30:00+01:00'", "2026-01-05T01:30:00.000Z"],
    ["now + duration('90m')", "2026-01-05T01:30:00.000Z"],
    ["timestamp('2026-01-05T12:00:00Z')", "2026-01-05T12:00:00.000Z"],
  ])("until %s waits until %s", async (until, at) => {
    const { interrupts } = await reached(timed(`until: "${until}"`));
    expect(await interrupts()).toMatchObject([{ value: { until: at } }]);
  });

  test("that lies in the past fires at once", async () => {
    const { result } = await reached(timed("until: \"'2020-01-01T00:00:00Z'\""));
    expect(result).toMatchObject({ $outcome: "unpaid" });
  });

  test("until what is no time fails", async () => {
    await expect(reached(timed("until: invoice.customer"))).rejects.toThrow(/`await_payment` waits until "Ada", which is no time/);
  });

  test("with an end leaves by whichever comes first", async () => {
    const both = changed(
      timed("until: \"'2026-01-09T00:00:00Z'\"\n    expires: 1d", "  - await_payment.expired -> end.unpaid\n"),
      "unpaid: [reminded]",
      "unpaid: []",
    );
    const { wake, clock } = await reached(both);
    await clock.advance(200 * hour);
    expect(await wake()).toMatchObject({ $outcome: "unpaid" });
  });
});

describe("the check", () => {
  const codes = (document: Example) => check(document).map(({ code }) => code);

  test("knows the payload's type from the host, and from the wait's own schema", () => {
    expect(codes(changed(example, "output.amount_minor", "output.colour"))).toEqual(["BT203"]);
    expect(
      codes(
        changed(
          example,
          "    expires: 3d",
          "    schema: { type: object, properties: { amount_minor: { type: string } }, required: [amount_minor] }\n    expires: 3d",
        ),
      ),
    ).toEqual(["BT211"]);
    expect(codes(changed(example, "invoice_id: invoice.id", "amount_minor: invoice.id"))).toEqual(["BT203"]);
  });

  test("knows which ports a wait has", () => {
    expect(codes(changed(example, "    expires: 3d\n    calendar: office-days\n", ""))).toContain("BT137");
    expect(codes(changed(example, "  - await_payment.expired -> remind\n", ""))).toContain("BT136");
  });

  test("knows the events and calendars that the host has", () => {
    expect(codes(changed(example, "event: payment_received", "event: payment_sent"))).toContain("BT154");
    expect(codes(changed(example, "calendar: office-days", "calendar: moon"))).toEqual(["BT153"]);
  });
});
