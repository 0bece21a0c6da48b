import { manualClock } from "@baton/runtime";
import { verifyWebhook } from "@baton/server";
import { afterEach, describe, expect, test } from "vitest";
import { type Receiver, startReceiver } from "./receiver.ts";
import { end, job, secret, sender, startedAt } from "./sender.ts";

const receivers: Receiver[] = [];
afterEach(async () => await Promise.all(receivers.splice(0).map(async ({ close }) => await close())));

async function receiver(...args: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...args);
  receivers.push(started);
  return started;
}

const untilEnd = new AbortController().signal;
const minute = 60_000;

describe("a webhook", () => {
  test("carries the run as LangGraph's do, once for each job", async () => {
    const there = await receiver();
    const hooks = sender(manualClock(startedAt + 1500), [`http://${there.host}`]);
    await hooks.notify(job, there.url, end);
    await hooks.notify(job, there.url, end);
    await hooks.run(untilEnd);
    await hooks.run(untilEnd);
    expect(there.received).toHaveLength(1);
    expect(JSON.parse(there.received[0]?.body ?? "")).toEqual({
      ...end.run,
      run_started_at: "2026-11-20T08:00:00.000Z",
      run_ended_at: "2026-11-20T08:00:01.500Z",
      webhook_sent_at: "2026-11-20T08:00:01.500Z",
      values: { answer: "because" },
    });
    expect(there.received[0]).toMatchObject({ path: "/hooks/run", headers: { "content-type": "application/json", "user-agent": "baton/1.2.3" } });
    expect(await hooks.next()).toBeUndefined();
  });

  test("says what went wrong", async () => {
    const there = await receiver();
    const hooks = sender(manualClock(startedAt), [`http://${there.host}`]);
    await hooks.notify(job, there.url, { ...end, run: { ...end.run, status: "error" }, error: "Model `fast` refused to answer." });
    await hooks.run(untilEnd);
    expect(JSON.parse(there.received[0]?.body ?? "")).toMatchObject({ status: "error", error: "Model `fast` refused to answer." });
  });

  test("is signed, so that its receiver knows whom it is from, that it is whole and that it is no old one", async () => {
    const there = await receiver();
    const hooks = sender(manualClock(startedAt), [`http://${there.host}`], { secrets: ["the-next-secret", secret] });
    await hooks.notify(job, there.url, end);
    await hooks.run(untilEnd);
    const { body = "", headers } = there.received[0] ?? {};
    const signature = String(headers?.["baton-signature"]);
    const now = startedAt + minute;
    expect(verifyWebhook({ body, signature, secrets: [secret], now })).toBe(true);
    expect(verifyWebhook({ body, signature, secrets: ["the-next-secret"], now })).toBe(true);
    expect(verifyWebhook({ body, signature, secrets: ["another"], now })).toBe(false);
    expect(verifyWebhook({ body: body.replace("because", "of course"), signature, secrets: [secret], now })).toBe(false);
    expect(verifyWebhook({ body, signature: signature.replace(/t=\d+/, `t=${String(now / 1000)}`), secrets: [secret], now })).toBe(false);
    expect(verifyWebhook({ body, signature, secrets: [secret], now: startedAt + 6 * minute })).toBe(false);
    expect(verifyWebhook({ body, signature: undefined, secrets: [secret], now })).toBe(false);
  });
});

describe("a webhook that does not arrive", () => {
  test("is tried again, ever later, until it does", async () => {
    const there = await receiver((n) => [500, 503, 200][n]);
    const clock = manualClock(startedAt);
    const hooks = sender(clock, [`http://${there.host}`], { random: () => 0.5 });
    await hooks.notify(job, there.url, end);
    await hooks.run(untilEnd);
    expect(await hooks.next()).toBe(startedAt + 10_000);
    await clock.advance(9_999);
    await hooks.run(untilEnd);
    expect(there.received).toHaveLength(1);
    await clock.advance(1);
    await hooks.run(untilEnd);
    expect(await hooks.next()).toBe(startedAt + 50_000);
    await clock.advance(40_000);
    await hooks.run(untilEnd);
    expect(there.received).toHaveLength(3);
    expect(new Set(there.received.map(({ body, headers }) => `${String(headers["baton-delivery"])} ${body}`)).size).toBe(1);
    expect(await hooks.storage.deliveries.list({})).toMatchObject([{ status: "sent", attempts: 3, problem: undefined }]);
  });

  test("is given up after eight attempts within a day", async () => {
    const there = await receiver(() => 500);
    const clock = manualClock(startedAt);
    const hooks = sender(clock, [`http://${there.host}`], { random: () => 1 });
    await hooks.notify(job, there.url, end);
    for (let next = await hooks.next(); next !== undefined; next = await hooks.next()) {
      await clock.advance(next - clock.now());
      await hooks.run(untilEnd);
    }
    expect(there.received).toHaveLength(8);
    expect(clock.now() - startedAt).toBeLessThan(24 * 60 * minute);
    expect(await hooks.storage.deliveries.list({})).toMatchObject([{ status: "failed", attempts: 8, problem: "answered 500" }]);
  });

  test.each([400, 404, 410])("is given up at once where its receiver answers %i", async (status) => {
    const there = await receiver(() => status);
    const hooks = sender(manualClock(startedAt), [`http://${there.host}`]);
    await hooks.notify(job, there.url, end);
    await hooks.run(untilEnd);
    expect(await hooks.storage.deliveries.list({})).toMatchObject([{ status: "failed", attempts: 1, problem: `answered ${status}` }]);
  });

  test("waits as long as its receiver asks for", async () => {
    const there = await receiver((_n, response) => void response.writeHead(429, { "retry-after": "120" }).end());
    const hooks = sender(manualClock(startedAt), [`http://${there.host}`]);
    await hooks.notify(job, there.url, end);
    await hooks.run(untilEnd);
    expect(await hooks.next()).toBe(startedAt + 2 * minute);
  });

  test("does not wait for a receiver that never answers, nor read all that one says", async () => {
    const silent = await receiver(() => undefined);
    const chatty = await receiver((_n, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
        response.once("drain", more);
      };
      more();
      return undefined;
    });
    const hooks = sender(manualClock(startedAt), [`http://${silent.host}`, `http://${chatty.host}`], { timeoutMs: 300 });
    await hooks.notify({ ...job, id: "silent" }, silent.url, end);
    await hooks.notify({ ...job, id: "chatty" }, chatty.url, end);
    await hooks.run(untilEnd);
    expect(await hooks.storage.deliveries.list({ job: "silent" })).toMatchObject([{ status: "pending", problem: "no answer within 0.3 s" }]);
    expect(await hooks.storage.deliveries.list({ job: "chatty" })).toMatchObject([{ status: "sent" }]);
  });

  test("says in the log which job's it was, and nothing of its path", async () => {
    const there = await receiver(() => 500);
    const hooks = sender(manualClock(startedAt), [`http://${there.host}`]);
    await hooks.notify(job, `http://${there.host}/services/T000/secret-path`, end);
    await hooks.run(untilEnd);
    expect(hooks.lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { level: "warn", run: job.id, attempt: 1, problem: "answered 500", msg: "webhook failed" },
    ]);
    expect(hooks.lines.join("")).not.toContain("secret-path");
  });
});
