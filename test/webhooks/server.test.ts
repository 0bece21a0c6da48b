import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualClock } from "@baton/runtime";
import { verifyWebhook } from "@baton/server";
import { openSqlite } from "@baton/storage/sqlite";
import { afterEach, expect, test } from "vitest";
import { serve } from "../server/serve.ts";
import { startReceiver } from "./receiver.ts";
import { secret, sender, startedAt } from "./sender.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function world(webhookSecrets = [secret]) {
  const there = await startReceiver();
  closing.push(there.close);
  const access = { auth: "local", hosts: ["127.0.0.1"], origins: [], webhookHosts: [`http://${there.host}`] } as const;
  const here = await serve({ deps: { access, webhookSecrets } });
  closing.push(here.close);
  return { there, here };
}

test("a run's webhook is told how it ended, signed, with the run as the Agent Protocol has it", async () => {
  const { there, here } = await world();
  const client = here.client();
  const { thread_id } = await client.threads.create();
  const { run_id } = await client.runs.create(thread_id, "steps", { input: { zero: 1 }, webhook: there.url, metadata: { order: "A-1" } });
  await there.came(1);
  const { body = "", headers } = there.received[0] ?? {};
  expect(verifyWebhook({ body, signature: String(headers?.["baton-signature"]), secrets: [secret] })).toBe(true);
  expect(JSON.parse(body)).toMatchObject({
    run_id,
    thread_id,
    status: "success",
    metadata: { order: "A-1" },
    kwargs: expect.any(Object),
    values: { zero: 1, three: 4 },
    run_started_at: expect.stringMatching(/^\d{4}-.*Z$/),
    run_ended_at: expect.stringMatching(/^\d{4}-.*Z$/),
    webhook_sent_at: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(body).not.toContain(secret);
});

test("a run that stops for people tells what it waits for", async () => {
  const { there, here } = await world();
  const client = here.client();
  const { thread_id } = await client.threads.create();
  await client.runs.create(thread_id, "letter", { input: { text: "Hello" }, webhook: there.url });
  await there.came(1);
  expect(JSON.parse(there.received[0]?.body ?? "")).toMatchObject({
    values: { text: "Hello", __interrupt__: [{ value: { actionRequests: [{ name: "send" }] } }] },
  });
});

test("a run whose webhook may not be told is refused before it begins", async () => {
  const { here } = await world();
  const client = here.client();
  const { thread_id } = await client.threads.create();
  await expect(client.runs.create(thread_id, "steps", { input: { zero: 1 }, webhook: "http://169.254.169.254/latest" })).rejects.toMatchObject({ status: 403 });
  expect(await client.runs.list(thread_id)).toEqual([]);
  const unsigned = await world([]);
  await expect(unsigned.here.client().runs.create(thread_id, "steps", { input: { zero: 1 }, webhook: unsigned.there.url })).rejects.toMatchObject({
    status: 422,
  });
});

test("a webhook under way when its process is killed is sent again by the next, under the same id", async () => {
  const folder = mkdtempSync(join(tmpdir(), "baton-webhooks-"));
  closing.push(async () => await Promise.resolve(rmSync(folder, { recursive: true })));
  const file = join(folder, "baton.db");
  // The first is left without an answer.
  const there = await startReceiver((n) => (n === 0 ? undefined : 200));
  closing.push(there.close);
  const child = spawn(process.execPath, [join(import.meta.dirname, "killed.ts"), file, there.url, String(startedAt)], { stdio: "inherit" });
  const gone = once(child, "exit");
  await there.came(1);
  child.kill("SIGKILL");
  await gone;

  const storage = openSqlite({ file });
  const clock = manualClock(startedAt + 1000);
  const hooks = sender(clock, [`http://${there.host}`], { storage });
  await hooks.run(new AbortController().signal);
  // Whoever had it may still be at it.
  expect(there.received).toHaveLength(1);
  const next = (await hooks.next()) ?? 0;
  expect(next - startedAt).toBeLessThanOrEqual(60_000);
  await clock.advance(next - clock.now());
  await hooks.run(new AbortController().signal);
  expect(there.received).toHaveLength(2);
  expect(there.received[1]?.headers["baton-delivery"]).toBe(there.received[0]?.headers["baton-delivery"]);
  expect(there.received[1]?.body).toBe(there.received[0]?.body);
  expect(await hooks.next()).toBeUndefined();
  await storage.close();
});
