import { manualClock } from "@baton/runtime";
import { afterEach, describe, expect, test } from "vitest";
import { type Receiver, startReceiver } from "./receiver.ts";
import { end, job, sender, startedAt } from "./sender.ts";

const receivers: Receiver[] = [];
afterEach(async () => await Promise.all(receivers.splice(0).map(async ({ close }) => await close())));

async function receiver(...args: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...args);
  receivers.push(started);
  return started;
}

const untilEnd = new AbortController().signal;
const clock = manualClock(startedAt);

describe("where webhooks go", () => {
  test.each([
    "https://other.example.com/hook",
    "https://hooks.example.com:8443/hook",
    "https://hooks.example.com.evil.example/hook",
    "https://evil.example/?https://hooks.example.com",
    "http://hooks.example.com/hook",
    "https://me:password@hooks.example.com/hook",
    "https://hooks.example.com@evil.example/hook",
    "file:///etc/passwd",
    "/threads/1/runs",
    "hooks.example.com",
    "",
  ])("is a host of the list and no other: %s", (url) => {
    expect(() => sender(clock, ["hooks.example.com"]).check(url)).toThrow(expect.objectContaining({ code: "webhook_forbidden" }));
  });

  test.each(["https://hooks.example.com/hook", "https://HOOKS.example.com:443/hook?a=b"])("is a host of the list, however it is written: %s", (url) => {
    expect(() => sender(clock, ["hooks.example.com"]).check(url)).not.toThrow();
  });

  test("is nowhere without a list, and without a secret", () => {
    expect(() => sender(clock, []).check("https://hooks.example.com/hook")).toThrow(expect.objectContaining({ code: "webhook_forbidden" }));
    const unsigned = sender(clock, ["hooks.example.com"], { secrets: [] });
    expect(() => unsigned.check("https://hooks.example.com/hook")).toThrow(expect.objectContaining({ code: "webhook_secret_missing" }));
  });

  test.each(["http://hooks.example.com", "*.example.com", "https://hooks.example.com/path", "ftp://hooks.example.com", "me@hooks.example.com", ""])(
    "cannot be listed as `%s`",
    (entry) => {
      expect(() => sender(clock, [entry])).toThrow(expect.objectContaining({ code: "webhook_hosts_invalid" }));
    },
  );

  test("was judged when the job was made, and is again when its message is sent", async () => {
    const there = await receiver();
    const before = sender(clock, [`http://${there.host}`]);
    await before.notify(job, there.url, end);
    const now = sender(clock, ["hooks.example.com"], { storage: before.storage });
    await now.run(untilEnd);
    expect(there.received).toEqual([]);
    expect(await now.storage.deliveries.list({})).toMatchObject([{ status: "failed", attempts: 1 }]);
  });

  test("is not where a redirect points", async () => {
    const inside = await receiver();
    const there = await receiver((_n, response) => void response.writeHead(307, { location: inside.url }).end());
    const hooks = sender(clock, [`http://${there.host}`, `http://${inside.host}`]);
    await hooks.notify(job, there.url, end);
    await hooks.run(untilEnd);
    expect(inside.received).toEqual([]);
    expect(await hooks.storage.deliveries.list({})).toMatchObject([{ status: "failed", problem: "answered 307, and redirects are not followed" }]);
  });

  test.each([
    "127.0.0.1",
    "127.8.8.8",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "0:0:0:0:0:ffff:7f00:1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
    "fd12::1",
    "fe80::1",
    "ff02::1",
  ])("is not %s, whatever name leads there", async (address) => {
    const family = address.includes(":") ? 6 : 4;
    const lookup = async () => [
      { address: "93.184.215.14", family: 4 },
      { address, family },
    ];
    const hooks = sender(clock, ["hooks.example.com"], { lookup, timeoutMs: 500 });
    await hooks.notify(job, "https://hooks.example.com/hook", end);
    await hooks.run(untilEnd);
    const [delivery] = await hooks.storage.deliveries.list({});
    expect(delivery).toMatchObject({ status: "failed", attempts: 1 });
    expect(delivery?.problem).toContain(`its address ${address} is`);
  });

  test("is no private address that is written out either, but for hosts that are listed as private", async () => {
    const open = sender(clock, ["10.0.0.1"], { timeoutMs: 200 });
    await open.notify(job, "https://10.0.0.1/hook", end);
    await open.run(untilEnd);
    expect(await open.storage.deliveries.list({})).toMatchObject([{ status: "failed" }]);

    // Nobody answers by HTTPS there, but it was tried.
    const there = await receiver();
    const [, port = ""] = there.host.split(":");
    const lookup = async () => [{ address: "127.0.0.1", family: 4 }];
    const wide = sender(clock, [`private:hooks.intra.example:${port}`], { lookup });
    await wide.notify(job, `https://hooks.intra.example:${port}/hook`, end);
    await wide.run(untilEnd);
    const [delivery] = await wide.storage.deliveries.list({});
    expect(delivery).toMatchObject({ status: "pending", attempts: 1 });
    expect(delivery?.problem).toContain("no connection");
  });

  test("is never the metadata of a cloud, even for hosts that are listed as private", async () => {
    const lookup = async () => [{ address: "169.254.169.254", family: 4 }];
    const hooks = sender(clock, ["private:metadata.intra.example"], { lookup });
    await hooks.notify(job, "https://metadata.intra.example/latest", end);
    await hooks.run(untilEnd);
    expect(await hooks.storage.deliveries.list({})).toMatchObject([{ status: "failed" }]);
  });

  test("is the address that was judged: a name that changes its mind is asked once", async () => {
    const there = await receiver();
    let asked = 0;
    const lookup = async () => {
      asked += 1;
      return [{ address: asked === 1 ? "127.0.0.1" : "10.0.0.1", family: 4 }];
    };
    const hooks = sender(clock, [`http://${there.host}`], { lookup });
    await hooks.notify(job, there.url, end);
    await hooks.run(untilEnd);
    expect(asked).toBe(1);
    expect(there.received).toHaveLength(1);
  });
});
